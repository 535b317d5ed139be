/** The known name that was probably meant, or undefined when none is near. */
export function nearestName(given: string, known: readonly string[]): string | undefined {
  const wanted = given.toLowerCase();
  const most = Math.max(1, Math.floor(wanted.length / 3));
  const ranked = known
    .map((name) => ({ name, distance: name.toLowerCase().startsWith(wanted) && wanted.length > 1 ? 1 : editDistance(wanted, name.toLowerCase()) }))
    .filter(({ distance }) => distance <= most)
    .sort((a, b) => a.distance - b.distance);
  return ranked[0]?.name;
}

/** Optimal string alignment: inserted, dropped, changed and swapped letters count one each. */
function editDistance(from: string, to: string): number {
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const changed = from[i - 1] === to[j - 1] ? 0 : 1;
      const isSwap = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const plain = Math.min(at(row, j) + 1, at(next, j - 1) + 1, at(row, j - 1) + changed);
      next.push(isSwap ? Math.min(plain, at(before, j - 2) + 1) : plain);
    }
    before = row;
    row = next;
  }
  return at(row, to.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
