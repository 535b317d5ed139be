import { customerHours } from '../activity/rhythm.ts';
import { openDice, type Dice } from '../seeded-random.ts';
import type { LogLine, SimAccount, WorldLogs } from '../world.ts';

const minuteMs = 60_000;
const mostLines = 20_000;

/** Log lines of every application in every account, as a function of the time: nothing is stored. */
export function openLogs({ seed, accounts }: { seed: number; accounts: ReadonlyMap<string, SimAccount> }): WorldLogs {
  const groups = new Set([...accounts.values()].flatMap(groupsOf));
  return {
    groups: [...groups],
    between(group, { from, to }) {
      if (!groups.has(group)) return [];
      const lines: LogLine[] = [];
      for (let minute = Math.floor(from.getTime() / minuteMs); minute * minuteMs < to.getTime() && lines.length < mostLines; minute += 1) {
        const dice = openDice(seed, `log/${group}/${minute}`);
        const count = Math.round((3 + dice.whole(10)) * customerHours(minute));
        const times = Array.from({ length: count }, () => minute * minuteMs + dice.whole(minuteMs)).sort((a, b) => a - b);
        for (const at of times) {
          const message = messageFrom(dice);
          if (at >= from.getTime() && at < to.getTime()) lines.push({ at: new Date(at).toISOString(), group, message });
        }
      }
      return lines;
    },
  };
}

function groupsOf({ name, policies }: SimAccount): string[] {
  return [...policies.values()].filter((policy) => policy.name.endsWith('-runtime')).map((policy) => `/${name}/${policy.name.replace(/-runtime$/, '')}`);
}

function messageFrom(dice: Dice): string {
  const request = dice.hex(12);
  const roll = dice.number();
  if (roll < 0.8) return `INFO request ${request} GET /api/${dice.pick(['orders', 'items', 'cart', 'session'])}/${dice.whole(9_999)} 200 ${5 + dice.whole(120)}ms`;
  if (roll < 0.95) return `INFO request ${request} cache miss for key user:${dice.whole(9_999)}`;
  if (roll < 0.992) return `WARN request ${request} slow query took ${800 + dice.whole(2_000)}ms on table ${dice.pick(['orders', 'items'])}`;
  return `ERROR request ${request} connection to ${dice.pick(['db', 'queue'])} timed out after 5000ms`;
}
