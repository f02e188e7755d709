import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FilterCondition, FilterOperator, FilterValue } from '@firstring/domain/filters';
import { withDefaults } from '../campaign-defaults.ts';
import { fromPolicy } from '../from-policy.ts';
import { parsePolicy } from '../parse-policy.ts';
import { SAMPLE_NAMES, sampleSettings } from '../sample-campaign.ts';
import { lintPolicy } from './lint-policy.ts';
import type { PolicyScene } from './scene.ts';

function lint(text: string, scene: Partial<PolicyScene> = {}): readonly string[] {
  const { policy, places, problems } = parsePolicy(`policy: 1\n${text}`);
  assert.deepEqual(problems, []);
  assert.ok(policy);
  const { settings } = fromPolicy(policy, {
    names: SAMPLE_NAMES,
    dispositions: sampleSettings().dispositions,
    places,
  });
  const warnings = lintPolicy({ policy, places, settings: withDefaults(settings, 'UTC'), ...scene });
  assert.ok(warnings.every(({ severity }) => severity === 'warning'));
  return warnings.map(({ line, message }) => `${line} ${message}`);
}

function condition(operator: FilterOperator, values: FilterValue[]): FilterCondition {
  return { type: 'condition', attribute: 'attempts', operator, negated: false, values };
}

describe('what a policy cannot mean', () => {
  it('a plain policy has no warning', () => {
    assert.deepEqual(lint(''), []);
    assert.deepEqual(
      lint('leads: { lists: [{ list: Gold, max_attempts: 10, time_slots: [mon 09:00-12:00] }] }'),
      [],
    );
  });

  it('caps that conflict are told with the line of the one that gives way', () => {
    const text = [
      'caps:',
      '  attempts: 5',
      '  number_per_day: 2',
      'cadence:',
      '  first_day_attempts: 3',
      '  initial_attempts: 3',
    ];
    assert.deepEqual(lint(text.join('\n')), [
      '6 first_day_attempts is 3, but a number has at most 2 attempts in 24 hours (caps.number_per_day)',
      '7 a lead with all attempts of its first day skips P2: initial_attempts is 3, first_day_attempts 3',
    ]);
    assert.match(lint('caps: { attempts: 6 }')[0] ?? '', /^2 no lead reaches P3 or P4/);
    assert.match(
      lint('caps: { attempts: 2 }')[0] ?? '',
      /^2 first_day_attempts is 3, but a lead has at most 2/,
    );
    assert.match(
      lint('caps: { attempts: 9 }\nretry: [{ disposition: busy, times: 10 }]')[0] ?? '',
      /^3 "busy" 10 times/,
    );
  });

  it('attempts that do not fit into the calling window are told', () => {
    const short = lint('calling_window: 09:00-11:00\ncadence:\n  first_day_gaps: [1h, 2h]');
    assert.ok(short.some((each) => each.startsWith('4 attempt 3 of the first day never comes')));
    assert.match(lint('cadence:\n  first_day_gaps: [1m, 2m, 3m]')[0] ?? '', /the last 1 are not used/);
    assert.match(lint('cadence:\n  follow_up_day_max: 5')[0] ?? '', /5 attempts a day do not fit/);
  });

  it('R-104 R-105 a list that never opens, or whose maximum is beside the caps, is told', () => {
    const lists = (...of: string[]) =>
      `leads:\n  lists:\n${of.map((each) => `    - { ${each} }\n`).join('')}`;
    assert.match(
      lint(lists('list: Gold, time_slots: [mon 05:00-07:00]'))[0] ?? '',
      /^4 "Gold" is never open/,
    );
    assert.match(
      lint(lists('list: Gold, time_slots: [mon 05:00-07:00, tue 09:00-10:00]'))[0] ?? '',
      /^4 mon 05:00-07:00 opens nothing/,
    );
    assert.match(lint(lists('list: Gold, max_attempts: 31'))[0] ?? '', /31 is more than caps.attempts/);
    assert.match(lint(lists('list: Gold, max_attempts: 2'))[0] ?? '', /end on their first day/);
    assert.match(lint(lists('list: Gold, max_attempts: 6'))[0] ?? '', /reaches P3 or P4/);
  });

  it('R-103 R-130 a starved list, and what does not count with the chosen provider, is told', () => {
    const starved = 'leads:\n  lists:\n    - { list: Gold, weight: 100 }\n    - { list: Silver, weight: 1 }';
    assert.match(lint(starved)[0] ?? '', /^5 "Silver" has 1 of 101 turns/);
    const with_ = (provider: string, list: string) =>
      lint(`leads:\n  provider: ${provider}\n  lists:\n    - { list: Gold, ${list} }`)[0] ?? '';
    assert.match(with_('campaign_based', 'weight: 3'), /^5 with campaign_based/);
    assert.match(with_('lead_based', 'attempts_per_hour: 3'), /counts with pace_based only/);
    assert.match(with_('pace_based', 'weight: 3'), /^3 no list has attempts_per_hour/);
    assert.match(with_('pace_based', 'weight: 3, attempts_per_hour: 5'), /^5 .* its weight does not count/);
  });

  it('R-115 a step that no lead gets to is told with the step that takes them', () => {
    const steps = [
      { name: 'New', roots: [condition('<', [3])] },
      { name: 'Newest', roots: [condition('=', [0])] },
      { name: 'Nobody', roots: [condition('<', [1]), condition('>', [5])] },
      { name: 'Rest', roots: [condition('>=', [3])] },
    ];
    const text = 'leads:\n  filter_group: Hot first';
    assert.deepEqual(lint(text, { steps, leadsOfSteps: [5, 0, 0, 0], disabled: ['Hot first'] }), [
      '3 "Hot first" is disabled: it counts as not attached',
      '3 step 2, "Newest", gets no lead: whoever meets it is taken by step 1, "New", before',
      '3 step 3, "Nobody", chooses nobody: its conditions exclude each other',
      '3 step 4, "Rest", chooses no lead at the moment',
    ]);
  });
});
