import { posix } from 'node:path';
import { importsOf } from './imports-of.ts';
import { annexes, floors, neighbours, packages, sharedFile, simUsers, testPackages } from './layers.ts';
import { floorOf, roomOf } from './room-of.ts';

export interface SourceFile {
  readonly path: string;
  readonly source: string;
}

/** One sentence per import that the table does not allow, with its place and the reason. */
export function findLayerViolations(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, source }) =>
    importsOf(path, source).flatMap(({ specifier, line }) => {
      const reason = specifier.startsWith('.') ? refuseFile(path, specifier) : refusePackage(path, specifier);
      return reason === undefined ? [] : [`${path}:${line} imports ${specifier}: ${reason}`];
    }),
  );
}

function refuseFile(path: string, specifier: string): string | undefined {
  const target = posix.normalize(posix.join(posix.dirname(path), specifier));
  const from = roomOf(path);
  const to = roomOf(target);
  if (from === undefined || to === undefined || from === to) return undefined;
  if (from !== 'ui' && isTestFile(path)) return to === 'ui' ? 'only the UI imports the UI' : undefined;
  if (from === 'ui') return refuseFromUi(path, target);
  if (isTestFile(target) || to === 'testing') return ['testing', 'scripts', 'bench'].includes(from) ? undefined : 'only tests import tests';
  if (sharedFile.test(path) && !sharedFile.test(target)) return 'what the browser loads too imports only core and contracts';
  if (to === 'sim') return simUsers.includes(from) || annexes[from]?.includes('sim') ? undefined : `only ${simUsers.join(', ')} and tests import the simulated AWS`;
  return mayImport(from, to) ? undefined : `${from} may not import ${to}`;
}

function refuseFromUi(path: string, target: string): string | undefined {
  if (sharedFile.test(target)) return undefined;
  return isTestFile(path) && /^src\/(face|testing|sim)\//.test(target) ? undefined : 'the UI imports only contracts and core';
}

function mayImport(from: string, to: string): boolean {
  const annex = annexes[from];
  const toFloor = floorOf(to);
  if (annex) return annex.some((allowed) => covers(allowed, to));
  const fromFloor = floorOf(from);
  if (fromFloor === undefined || toFloor === undefined) return false;
  if (floors.indexOf(toFloor) !== floors.indexOf(fromFloor)) return floors.indexOf(toFloor) < floors.indexOf(fromFloor);
  return [...(neighbours[`${fromFloor}/*`] ?? []), ...(neighbours[from] ?? [])].some((allowed) => covers(allowed, to));
}

function refusePackage(path: string, specifier: string): string | undefined {
  const from = roomOf(path);
  if (from === undefined) return undefined;
  if (isTestFile(path) && testPackages.some((name) => matchesPackage(name, specifier))) return undefined;
  const rooms = Object.entries(packages).find(([name]) => matchesPackage(name, specifier))?.[1];
  if (rooms === undefined) return 'the import table names no room that may import this package';
  if (isTestFile(path) && specifier.startsWith('node:')) return undefined;
  if (sharedFile.test(path) && specifier !== 'zod') return 'what the browser loads too imports only zod';
  return rooms.some((room) => covers(room, from)) ? undefined : `only ${rooms.join(', ')} may`;
}

/** `src` covers every floor, `base` covers `base/store`, `face/*` every room of the face. */
function covers(allowed: string, room: string): boolean {
  if (allowed === 'src') return floorOf(room) !== undefined;
  return allowed === room || room.startsWith(`${allowed.replace(/\/\*$/, '')}/`);
}

function matchesPackage(name: string, specifier: string): boolean {
  if (name.endsWith('*')) return specifier.startsWith(name.slice(0, -1));
  return specifier === name || specifier.startsWith(`${name}/`);
}

function isTestFile(path: string): boolean {
  return /\.test\.tsx?$/.test(path);
}
