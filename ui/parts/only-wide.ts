/** For columns that have no room where the list is narrow; the row says the same under its title there. */
export const onlyWide = { '@container (max-width: 760px)': { display: 'none' } } as const;
export const onlyWidest = { '@container (max-width: 1000px)': { display: 'none' } } as const;
export const onlyNarrow = { '@container (min-width: 760.01px)': { display: 'none' } } as const;
