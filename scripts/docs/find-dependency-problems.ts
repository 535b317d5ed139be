/** Every dependency has one line of reason, and every line a dependency. */
export function findDependencyProblems(dependencies: readonly string[], document: string): string[] {
  const explained = [...document.matchAll(/^- ((?:`[^`]+`(?:, )?)+) — \S/gm)].flatMap((match) => [...(match[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));
  return [
    ...dependencies.filter((name) => !explained.includes(name)).map((name) => `docs/dependencies.md gives no reason for ${name}`),
    ...explained.filter((name) => !dependencies.includes(name)).map((name) => `docs/dependencies.md explains ${name}, which package.json does not have`),
  ];
}
