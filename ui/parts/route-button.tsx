import Button, { type ButtonProps } from '@mui/material/Button';
import { createLink } from '@tanstack/react-router';
import type { Ref } from 'react';

function AnchorButton({ ref, ...rest }: ButtonProps<'a'> & { ref?: Ref<HTMLAnchorElement> }) {
  return <Button component="a" ref={ref ?? null} {...rest} />;
}

/** A button that leads to a page of this product. */
export const RouteButton = createLink(AnchorButton);
