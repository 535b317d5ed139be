/** `attack.t1562.008` as people write it, with the page that explains it; undefined for tags that name no technique. */
export function attackTechnique(tag: string): { label: string; href: string } | undefined {
  const [, technique, sub] = /^attack\.(t\d{4})(?:\.(\d{3}))?$/i.exec(tag) ?? [];
  if (technique === undefined) return undefined;
  const id = technique.toUpperCase();
  return { label: sub === undefined ? id : `${id}.${sub}`, href: `https://attack.mitre.org/techniques/${sub === undefined ? id : `${id}/${sub}`}/` };
}

/** `attack.defense-impairment` becomes `Defense impairment`. */
export function tagName(tag: string): string {
  const words = tag.replace(/^attack\./, '').replaceAll(/[-_]/g, ' ');
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
