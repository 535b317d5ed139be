/** ATT&CK's own names for what the tags say: `attack.t1562.008` is T1562.008, `attack.defense_evasion` is defense-evasion. */
export function attackOf(tags: readonly string[]): { tactics: string[]; techniques: string[] } {
  const attack = tags.filter((tag) => /^attack\./i.test(tag)).map((tag) => tag.slice('attack.'.length));
  const isTechnique = (tag: string) => /^t\d{4}(?:\.\d{3})?$/i.test(tag);
  return {
    tactics: attack.filter((tag) => !isTechnique(tag) && !/^[gs]\d{4}$/i.test(tag)).map((tag) => tag.toLowerCase().replaceAll('_', '-')),
    techniques: attack.filter(isTechnique).map((tag) => tag.toUpperCase()),
  };
}
