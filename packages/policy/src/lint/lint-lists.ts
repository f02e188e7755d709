import { campaignPolicy } from '@firstring/domain';
import { printSlot, printSpan } from '../clock-time.ts';
import type { PolicyList } from '../policy.ts';
import type { PolicyScene, Warn } from './scene.ts';

/** A list that gets less than one of so many turns is as good as not dialled. */
const STARVED_SHARE = 100;

/** Lists that are never open, never their turn, or whose own limits do not hold. */
export function lintLists(scene: PolicyScene, warn: Warn): void {
  const { lists = [] } = scene.policy.leads ?? {};
  for (const [index, list] of lists.entries()) {
    lintSlots(scene, { list, index }, warn);
    lintAttempts(scene, { list, index }, warn);
  }
  lintShares(scene, warn);
  lintProvider(scene, warn);
}

interface ListAt {
  readonly list: PolicyList;
  readonly index: number;
}

function lintSlots({ settings }: PolicyScene, { list, index }: ListAt, warn: Warn): void {
  const window = { startMinute: settings.windowStartMinute, endMinute: settings.windowEndMinute };
  const slots = list.timeSlots ?? [];
  const closed = slots.filter(
    (slot) => slot.endMinute <= window.startMinute || slot.startMinute >= window.endMinute,
  );
  const hours = printSpan(window);
  if (slots.length > 0 && closed.length === slots.length) {
    const path = `leads.lists.${index}.time_slots`;
    warn(
      path,
      `"${list.list}" is never open for leads of its own zone: every slot lies outside the calling window ${hours}`,
    );
    return;
  }
  for (const slot of closed) {
    const path = `leads.lists.${index}.time_slots.${slots.indexOf(slot)}`;
    warn(
      path,
      `${printSlot(slot)} opens nothing for leads of the list's zone: it lies outside the calling window ${hours}`,
    );
  }
}

function lintAttempts({ settings }: PolicyScene, { list, index }: ListAt, warn: Warn): void {
  const { maxAttempts: own } = list;
  if (own === undefined) return;
  const path = `leads.lists.${index}.max_attempts`;
  const { firstDayAttemptsMax, initialAttempts } = campaignPolicy(settings);
  if (own > settings.maxAttempts) {
    warn(path, `${own} is more than caps.attempts: ${settings.maxAttempts} end the lead`);
  } else if (own < firstDayAttemptsMax) {
    warn(
      path,
      `${own} is less than first_day_attempts, ${firstDayAttemptsMax}: leads of this list end on their first day`,
    );
  } else if (own <= initialAttempts && own < settings.maxAttempts) {
    warn(path, `no lead of this list reaches P3 or P4: they begin after ${initialAttempts} attempts`);
  }
}

function lintShares({ policy }: PolicyScene, warn: Warn): void {
  const { lists = [], provider = 'lead_based' } = policy.leads ?? {};
  if (provider !== 'lead_based') return;
  for (const [index, { list, priority, weight }] of lists.entries()) {
    const all = lists
      .filter((each) => each.priority === priority)
      .reduce((sum, each) => sum + each.weight, 0);
    if (weight * STARVED_SHARE > all) continue;
    warn(
      `leads.lists.${index}.weight`,
      `"${list}" has ${weight} of ${all} turns among the lists of its priority: it hardly ever has one`,
    );
  }
}

/** What is written and does not count. */
function lintProvider({ policy }: PolicyScene, warn: Warn): void {
  const { lists = [], provider = 'lead_based', order } = policy.leads ?? {};
  const paced = lists.filter(({ attemptsPerHour }) => attemptsPerHour !== undefined);
  if (provider === 'pace_based' && paced.length === 0) {
    warn('leads.provider', 'no list has attempts_per_hour: turns go by weight, as with lead_based');
  }
  if (provider === 'campaign_based' && order === 'lists_first') {
    warn('leads.order', 'with campaign_based all lists are one order: lists_first changes nothing');
  }
  for (const [index, { list, priority, weight, attemptsPerHour }] of lists.entries()) {
    const at = `leads.lists.${index}`;
    if (provider === 'campaign_based' && (priority !== 1 || weight !== 1)) {
      warn(at, `with campaign_based all lists are one order: priority and weight of "${list}" do not count`);
    }
    if (provider === 'pace_based' && attemptsPerHour !== undefined && weight !== 1) {
      warn(
        `${at}.weight`,
        `with pace_based "${list}" has its turns by attempts_per_hour: its weight does not count`,
      );
    }
    if (provider !== 'pace_based' && attemptsPerHour !== undefined) {
      warn(`${at}.attempts_per_hour`, `counts with pace_based only; the provider is ${provider}`);
    }
  }
}
