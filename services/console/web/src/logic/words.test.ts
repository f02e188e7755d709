import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyWords } from './empty-state.ts';
import { aDesk, aPreview } from './sample-desk.ts';
import { statusNotice } from './status-notice.ts';
import { stripWords } from './strip-words.ts';
import { initialDeskState, type DeskState } from './desk-state.ts';
import { causeWords, levelWords, notReadyWords, spoken, waitingCounts } from './words.ts';

test('R-19 every level has its badge and its words; callbacks and dial-backs say why they come', () => {
  const badge = (change: Parameters<typeof aPreview>[0]) => {
    const { badge: text, words } = levelWords(aPreview(change));
    return `${text}: ${words}`;
  };
  assert.deepEqual(
    [
      badge({ level: 'P1', lane: 'p1' }),
      badge({ level: 'P2', lane: 'p2' }),
      badge({ level: 'P3', lane: 'p3' }),
      badge({ level: 'P4', lane: 'p4' }),
      badge({ level: '', lane: 'own_callback' }),
      badge({ level: '', lane: 'common_callback' }),
      badge({ level: '', lane: 'postponed' }),
    ],
    [
      'P1: New lead',
      'P2: Day two onward',
      'P3: First-week follow-up',
      'P4: Long-term follow-up',
      'Callback: You agreed on this time',
      'Callback: Agreed for anyone in the team',
      'Postponed: Put back to the end of the queue',
    ],
  );
});

test('R-54 a dial-back is marked as Dial-back, whatever level the lead has', () => {
  assert.equal(levelWords(aPreview({ level: 'P2', lane: 'p2', dialback: true })).badge, 'Dial-back');
  assert.equal(levelWords(aPreview({ lane: 'dialback' })).badge, 'Dial-back');
});

test('R-19 waiting leads are counted in the levels agents know', () => {
  const counts = waitingCounts([
    { lane: 'fresh_p1', count: 2 },
    { lane: 'p1', count: 3 },
    { lane: 'own_callback', count: 1 },
    { lane: 'common_callback', count: 4 },
    { lane: 'p4', count: 40 },
  ]);
  assert.deepEqual(
    counts.map(({ label, count }) => `${label} ${count}`),
    ['Dial-backs 0', 'Callbacks 5', 'P1 5', 'P2 0', 'P3 0', 'P4 40', 'Postponed 0'],
  );
});

test('R-21 an empty desk never says a bare "no leads": each reason has a sentence, unknown ones are spoken', () => {
  const reasons = [
    'SCHEDULER_STARTING',
    'NO_CAMPAIGN',
    'NO_LEADS',
    'ALL_IN_HAND',
    'CALLING_WINDOW_CLOSED',
    'RETRY_GAP',
    'P1_DAY_CAP',
    'P4_DAY_CAP',
    'DAY_CAP',
    'NUMBER_DAY_CAP',
    'CALLBACK_NOT_DUE',
    'LOCKED_BY_OTHER',
  ];
  for (const emptyReason of reasons) {
    const { title, why } = emptyWords(aDesk({ presence: 'ready', emptyReason }));
    assert.equal(title, 'Waiting for the next lead');
    assert.match(why, /^[A-Z].{20,}\.$/, emptyReason);
  }
  assert.equal(emptyWords(aDesk({ presence: 'ready', emptyReason: 'MOON_TOO_FULL' })).why, 'Moon too full.');
  assert.match(emptyWords(aDesk({ presence: 'ready' })).why, /\.$/);
});

test('R-20 the next due time is passed on, and the reason already said is not repeated', () => {
  const heldBack = [
    { reason: 'RETRY_GAP', text: 'too soon', clearsAt: 5 },
    { reason: 'CALLING_WINDOW_CLOSED', text: 'closed', clearsAt: 9 },
  ];
  const words = emptyWords(aDesk({ presence: 'ready', emptyReason: 'RETRY_GAP', nextDueAt: 5, heldBack }));
  assert.equal(words.nextDueAt, 5);
  assert.deepEqual(
    words.heldBack.map(({ reason }) => reason),
    ['CALLING_WINDOW_CLOSED'],
  );
});

test('R-18 somebody who is not ready is told that leads wait, and why they are not ready', () => {
  const words = emptyWords(aDesk({ presence: 'not_ready', notReadyReason: 'lunch' }));
  assert.equal(words.title, 'You are not ready: lunch');
  assert.equal(notReadyWords('skips_spent'), 'your skips are used up');
  assert.equal(notReadyWords('something_new'), 'Something new');
});

test('the strip counts down a preview, counts up a call, and names the end', () => {
  const preview = stripWords(aDesk({ presence: 'previewing', preview: aPreview() }));
  assert.deepEqual([preview.title, preview.untilAt], ['Preview', 60_000]);
  const call = {
    phase: 'bridged',
    phaseAt: 5,
    bridgeAt: 4,
    endCause: '',
    held: false,
    muted: false,
    recording: 'off',
    colleague: undefined,
  } as const;
  const inCall = stripWords(aDesk({ presence: 'on_call', preview: aPreview(), call }));
  assert.deepEqual([inCall.title, inCall.sinceAt], ['In call', 4]);
  const ended = stripWords(
    aDesk({ presence: 'wrap_up', preview: aPreview(), call: { ...call, phase: 'ended', endCause: 'busy' } }),
  );
  assert.deepEqual([ended.title, ended.hint], ['Ended', 'Busy. Save an outcome to get the next lead.']);
  const own = stripWords(
    aDesk({
      presence: 'wrap_up',
      preview: aPreview(),
      call: { ...call, phase: 'ended', endCause: 'agent_hung_up' },
    }),
  );
  assert.match(own.hint, /^You hung up\./);
  const refused = stripWords(
    aDesk({
      presence: 'previewing',
      preview: aPreview(),
      dialRefusals: [
        { reason: 'P1_DAY_CAP', text: 'a first-day lead has had its three attempts', clearsAt: 1 },
      ],
    }),
  );
  assert.equal(refused.title, 'Not dialled');
});

test('words the page does not know are still words', () => {
  assert.equal(causeWords('agent_unreachable'), "The agent's phone did not answer");
  assert.equal(causeWords('eaten_by_whale'), 'Eaten by whale');
  assert.equal(causeWords('constructor'), 'Constructor');
  assert.equal(spoken(''), '');
  for (const word of ['constructor', 'toString', '__proto__']) {
    assert.equal(
      typeof stripWords(
        aDesk({
          presence: 'wrap_up',
          call: {
            phase: 'ended',
            phaseAt: 0,
            bridgeAt: 0,
            endCause: word,
            held: false,
            muted: false,
            recording: 'off',
            colleague: undefined,
          },
        }),
      ).hint,
      'string',
    );
    assert.equal(typeof emptyWords(aDesk({ presence: 'ready', emptyReason: word })).why, 'string');
    assert.equal(typeof notReadyWords(word), 'string');
  }
});

test('the status bar says the most serious thing: connection, queue, returned lead, phone', () => {
  const phone = { registered: false, username: 'u', userAgent: '', registrar: '' };
  const live: DeskState = { ...initialDeskState, connection: 'live', desk: aDesk({ phone }) };
  assert.deepEqual([statusNotice(live, 0).tone, statusNotice(live, 0).action], ['warn', 'phone']);
  const returned = { ...live, returnedLead: 'Lea' };
  assert.match(statusNotice(returned, 0).text, /Lea went back to the queue/);
  const troubled = { ...returned, trouble: { reason: 'UNAVAILABLE', text: 'gone' } };
  assert.match(statusNotice(troubled, 0).text, /queue does not answer/);
  const lost: DeskState = { ...troubled, connection: 'lost', lostAtMs: 0 };
  assert.match(statusNotice(lost, 65_000).text, /^No connection for 1:05\. Nothing you press now is sent/);
});
