import Link, { type LinkProps } from '@mui/material/Link';
import { createLink } from '@tanstack/react-router';
import type { Ref } from 'react';

function Anchor({ ref, ...rest }: LinkProps & { ref?: Ref<HTMLAnchorElement> }) {
  return <Link ref={ref ?? null} {...rest} />;
}

/** A link to a page of this product, in the theme's look. */
export const RouteLink = createLink(Anchor);
