import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromPolicy } from './from-policy.ts';
import { parsePolicy, POLICY_LIMITS } from './parse-policy.ts';
import { SAMPLE_NAMES, sampleSettings } from './sample-campaign.ts';

/** `line:column message` of everything that is wrong. */
function told(text: string): readonly string[] {
  return parsePolicy(text).problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

describe('reading a policy', () => {
  it('tells every error with its line, its column and what is allowed', () => {
    const text = [
      'policy: 1',
      'time_zone: Mars/Phobos',
      'calling_window: 21:00-08:00',
      'caps:',
      '  attempts: 0',
      '  atempts: 3',
      'cadence:',
      '  first_day_gaps: [30m, soon]',
      'leads:',
      '  provider: guess',
      '  lists:',
      '    - list: Gold',
      '      weight: 0',
      '    - weight: 3',
    ].join('\n');
    assert.deepEqual(told(text), [
      '2:12 "Mars/Phobos" must be a zone of the IANA database such as America/New_York',
      '3:17 "21:00-08:00" must be a part of the day such as 08:00-21:00 that ends after it begins; otherwise it never opens, and one over midnight is not allowed',
      '5:13 "0" must be a whole number from 1 to 1000',
      '6:12 there is no key "atempts" here; allowed are attempts, number_per_day',
      '8:25 "soon" must be a time from 1s to 1d, such as 90s, 30m or 1h30m',
      '10:13 "guess" must be one of campaign_based, lead_based, pace_based',
      '13:15 a list of weight 0 would never be dialled: take it out, or give it a weight from 1 to 100',
      '14:7 the key list is missing',
    ]);
  });

  it('refuses what would mean different things to different readers: anchors, aliases, tags, keys twice, two documents', () => {
    assert.deepEqual(told('policy: 1\ncaps: &c\n  attempts: 3\ncadence: *c'), [
      '3:3 anchors (&) and aliases (*) are not allowed',
      '4:10 anchors (&) and aliases (*) are not allowed',
    ]);
    assert.match(told('policy: !!int 1')[0] ?? '', /^1:9 .*tag/);
    assert.match(told('policy: 1\npolicy: 1')[0] ?? '', /^2:1 .*unique/);
    assert.match(told('policy: 1\n---\npolicy: 1')[0] ?? '', /^2:1 one document only/);
  });

  it('refuses a text that is too long or nested too deeply before it reads it', () => {
    assert.match(
      told('#'.repeat(POLICY_LIMITS.charsMax + 1))[0] ?? '',
      /^1:1 the text has 262145 characters/,
    );
    for (const deep of ['[', '- ', '{a: ', '? ']) {
      assert.match(told(deep.repeat(2000))[0] ?? '', /^1:1 the text is nested deeper than 16 levels/);
    }
    const laughs = ['a: &a [x, x]', ...'bcdefgh'].map((line, index, all) =>
      index === 0 ? line : `${line}: &${line} [${`*${all[index - 1]?.[0] ?? ''}, `.repeat(9)}x]`,
    );
    assert.ok(told(laughs.join('\n')).some((each) => each.endsWith('aliases (*) are not allowed')));
  });

  it('takes plain values for what they look like', () => {
    const { policy } = parsePolicy(
      'policy: 1\ncaller: { caller_id: +12125550101 }\nleads: { filters: [no, 012] }',
    );
    assert.equal(policy?.caller?.callerId, '+12125550101');
    assert.deepEqual(policy?.leads?.filters, ['no', '012']);
  });

  it('names that are not known, or not clear, are errors with their line', () => {
    const text = [
      'policy: 1',
      'retry:',
      '  - disposition: sale',
      '    times: 3',
      'leads:',
      '  filter_group: Cold first',
      '  lists:',
      '    - list: Twin',
      '    - list: list-1',
      '    - list: Gold',
    ].join('\n');
    const { policy, places } = parsePolicy(text);
    assert.ok(policy);
    const { dispositions } = sampleSettings();
    const { problems } = fromPolicy(policy, { names: SAMPLE_NAMES, dispositions, places });
    assert.deepEqual(
      problems.map(({ line, message }) => `${line} ${message}`),
      [
        '3 "sale" is no disposition of category retry; those of this campaign: no_answer, busy',
        '6 there is no filter group "Cold first"; there are "Hot first"',
        '8 several have the name "Twin": write the id, one of list-3, list-4',
        '10 "Gold" is here twice',
      ],
    );
  });
});
