import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import { attackTechnique, tagName } from '../parts/attack-technique.ts';

/** Techniques lead to the page that explains them. */
export function FindingTags({ tags }: { tags: readonly string[] }) {
  return (
    <Box component="span" sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 1.25 }}>
      {tags.map((tag) => {
        const technique = attackTechnique(tag);
        if (!technique) return <span key={tag}>{tagName(tag)}</span>;
        return (
          <Link key={tag} href={technique.href} target="_blank" rel="noreferrer">
            {technique.label}
          </Link>
        );
      })}
    </Box>
  );
}
