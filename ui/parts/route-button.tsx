import Button, { type ButtonProps } from '@mui/material/Button';
import { createLink } from '@tanstack/react-router';

function AnchorButton(props: ButtonProps<'a'>) {
  return <Button {...props} component="a" />;
}

/** A button that leads to a page of this product. */
export const RouteButton = createLink(AnchorButton);
