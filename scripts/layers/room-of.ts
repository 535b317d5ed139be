import { floors, type Floor } from './layers.ts';

/** The room that a file stands in: `base/store`, `sim`, `ui`, or `face` for a file of that floor in no room of it; undefined for what belongs to none. */
export function roomOf(path: string): string | undefined {
  const [top = '', second = '', third = ''] = path.split('/');
  if (path.endsWith('.config.ts')) return 'scripts';
  if (top === 'ui' || top === 'scripts' || top === 'bench') return top;
  if (top !== 'src') return undefined;
  if (second === 'core' || second === 'sim' || second === 'testing') return second;
  if (isFloor(second)) return third.includes('.') ? second : `${second}/${third}`;
  return second.replace(/\.ts$/, '');
}

export function floorOf(room: string): Floor | undefined {
  const [first = ''] = room.split('/');
  return isFloor(first) ? first : undefined;
}

function isFloor(name: string): name is Floor {
  return floors.some((floor) => floor === name);
}
