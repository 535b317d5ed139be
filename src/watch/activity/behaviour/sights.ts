import type { Activity } from '../../../core/activity.ts';
import { agentFamily, networkOf, storable } from './combinations.ts';
import { dayOf, weekOf } from './weeks-seen.ts';
import { daysName, dimensions, lineName, seeDay, seeValue, type Dimension, type Habits } from './habits.ts';
import { openKnownApis } from './known-apis.ts';
import { noveltyAt, type Learning, type Sight } from './weigh-unusual.ts';

/** Turns events into what is weighed of them. What is worked out of a text is kept, since the same texts come again and again. */
export interface Sights {
  of(activity: Activity, owners: { readonly habits: Habits; readonly account: Habits }): Sight;
}

const mostTexts = 20_000;

export function openSights(): Sights {
  const apis = openKnownApis();
  const networks = remembering(networkOf);
  const agents = remembering(agentFamily);
  const regions = remembering((text) => storable(text ?? ''));
  let hourText = '';
  let day = 0;

  return {
    of({ at, service, action, region, sourceAddress, userAgent, principal, isReadOnly }, { habits, account }) {
      if (!at.startsWith(hourText) || hourText === '') {
        hourText = at.slice(0, 13);
        day = dayOf(Date.parse(at));
      }
      const api = apis.of(service, action);
      const hour = isPersonal(principal) ? hours[Number(at.slice(11, 13))] ?? '' : '';
      return { habits, account, day, api, isReadOnly, values: { api: api.name, region: regions(region), network: networks(sourceAddress), agent: agents(userAgent), hour } };
    },
  };
}

const hours = Array.from({ length: 24 }, (_, hour) => String(hour));

/** Programs work at all hours; of a role only the sessions of people are known to be theirs. */
function isPersonal({ type, sessionIssuerArn }: Activity['principal']): boolean {
  return type === 'user' || type === 'root' || (sessionIssuerArn !== null && sessionIssuerArn.includes(':role/aws-reserved/sso.amazonaws.com/'));
}

/** Of the week, as far as it is known what was before. */
function stampOf({ epoch }: Habits, day: number): number {
  return weekOf(day) + epoch * 10_000;
}

/** Whether all of it was seen in this week before, and found to be nothing new. */
export function isSettled({ habits, day, values }: Sight): boolean {
  const stamp = stampOf(habits, day);
  return (
    isOf(stamp, settledIn(habits, 'api', values.api)) &&
    isOf(stamp, settledIn(habits, 'network', values.network)) &&
    isOf(stamp, settledIn(habits, 'region', values.region)) &&
    isOf(stamp, settledIn(habits, 'agent', values.agent)) &&
    (values.hour === '' || isOf(stamp, settledIn(habits, 'hour', values.hour)))
  );
}

/** Where there is no habit, nothing is ever left to say. */
const always = -1;

function isOf(stamp: number, settled: number): boolean {
  return settled === stamp || settled === always;
}

function settledIn({ values, wide }: Habits, dimension: Dimension, value: string): number {
  const seen = values[dimension].get(value);
  return seen === undefined ? (wide.has(dimension) ? always : 0) : seen.settled;
}

export function settle({ habits, day, values }: Sight, isNews: (dimension: Dimension) => boolean): void {
  const stamp = stampOf(habits, day);
  for (const dimension of dimensions) {
    const seen = habits.values[dimension].get(values[dimension]);
    if (seen && !isNews(dimension)) seen.settled = stamp;
  }
}

/** Adds it to what is known, and tells the name of each line that this changes. Whether something of it may be new. */
export function learn(sight: Sight, learning: Learning, changed: (habits: Habits, name: string) => void): boolean {
  const { habits, account, day } = sight;
  if (habits.metOn !== day) meetOn(habits, day, changed);
  if (account.metOn !== day) meetOn(account, day, changed);
  return !isSettled(sight) && learnValues(sight, learning, changed);
}

function meetOn(habits: Habits, day: number, changed: (habits: Habits, name: string) => void): void {
  habits.metOn = day;
  if (seeDay(habits, day)) changed(habits, daysName);
}

function learnValues({ habits, account, day, values }: Sight, learning: Learning, changed: (habits: Habits, name: string) => void): boolean {
  const stamp = stampOf(habits, day);
  let isOpen = false;
  for (const dimension of dimensions) {
    const value = values[dimension];
    if (value === '' || isOf(stamp, settledIn(habits, dimension, value))) continue;
    if (seeValue(habits, dimension, { value, day })) changed(habits, lineName(dimension, value));
    if ((dimension === 'api' || dimension === 'region') && seeValue(account, dimension, { value, day })) changed(account, lineName(dimension, value));
    const seen = habits.values[dimension].get(value);
    // Whatever else becomes known, it can only be more familiar then.
    if (seen && noveltyAt(seen, day, learning) === 0) seen.settled = stamp;
    else isOpen = true;
  }
  return isOpen;
}

function remembering(workOut: (text: string | null) => string): (text: string | null) => string {
  const known = new Map<string | null, string>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    if (known.size >= mostTexts) known.clear();
    const value = workOut(text);
    known.set(text, value);
    return value;
  };
}
