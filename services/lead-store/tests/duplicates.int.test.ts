import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  configure,
  PROCESS,
  requestId,
  startLeadStore,
  submit,
  type LeadStoreUnderTest,
} from './_harness.ts';
import { countsOf, leadsOf, makeList, upload } from './_uploads.ts';

const [OF_OTHER, OF_LINK, OF_STRANGER] = ['+12125550123', '+12125550188', '+12125550199'];
const FILE = `phone,first name\n${OF_OTHER},Ann\n${OF_LINK},Bob\n${OF_STRANGER},Cid\n`;

const CASES = [
  { boxes: {}, counts: 'added 1, duplicate 2', inList: ['Cid'], elsewhere: ['', 'Lin', 'Olga'] },
  {
    boxes: { updateDuplicates: true },
    counts: 'added 1, updated 2',
    inList: ['Cid'],
    elsewhere: ['', 'Ann', 'Bob'],
  },
  {
    boxes: { migrateDuplicates: true },
    counts: 'added 1, updated 1, moved 1',
    inList: ['Ann', 'Cid'],
    elsewhere: ['', 'Bob'],
  },
  {
    boxes: { updateDuplicates: true, migrateDuplicates: true },
    counts: 'added 1, updated 1, moved 1',
    inList: ['Ann', 'Cid'],
    elsewhere: ['', 'Bob'],
  },
];

for (const { boxes, counts, inList, elsewhere } of CASES) {
  const title = Object.keys(boxes).join(' and ') || 'neither box';
  test(`R-98 R-99 A-28 ${title}: known are the lists and links of the list's campaigns, and no others`, async () => {
    await using service = await startLeadStore();
    const { listId } = await scene(service);
    assert.equal(countsOf(await upload(service, { listId, content: FILE }, boxes)), counts);
    const leads = await leadsOf(service);
    const names = (here: boolean) =>
      leads
        .filter(({ card }) => (card?.listId === listId) === here)
        .map(({ firstName }) => firstName)
        .sort();
    assert.deepEqual(names(true), inList);
    assert.deepEqual(names(false), elsewhere);
    const one = leads.filter(({ card }) => card?.homeGuard === OF_OTHER);
    assert.equal(one.length, 1);
  });
}

/** Two lists of one campaign, a link of it, and a list of none with a contact of its own. */
async function scene(service: LeadStoreUnderTest) {
  const { link, campaign } = await configure(service);
  const list = await makeList(service);
  const other = await makeList(service, { name: 'Other' });
  const stranger = await makeList(service, { name: 'Stranger' });
  const lists = [list, other].map(({ listId }) => ({
    listId,
    priority: 1,
    weight: 1,
    maxAttempts: 0,
    timeSlots: [],
  }));
  assert.ok(campaign);
  await service.configuration.putCampaign({ requestId: requestId(), campaign: { ...campaign, lists } });
  await addContact(service, other.listId, { phones: [OF_OTHER], firstName: 'Olga' });
  await addContact(service, stranger.listId, { phones: [OF_STRANGER] });
  await submit(service, link, { callerId: OF_LINK, firstName: 'Lin' });
  return list;
}

async function addContact(service: LeadStoreUnderTest, listId: string, contact: object): Promise<void> {
  await service.lists.addContact({ requestId: requestId(), processId: PROCESS, listId, contact });
}

test('A-28 of a contact that is far apart in one file the last row counts, though batches are stored at once', async () => {
  await using service = await startLeadStore();
  await configure(service);
  const { listId } = await makeList(service);
  const contacts = 2001;
  const rows = Array.from({ length: 2 * contacts }, (_, row) => {
    const number = 2_000_000 + (row % contacts);
    return `+1212${number},${row < contacts ? 'First' : 'Last'}\n`;
  });
  const done = await upload(service, { listId, content: `phone,first name\n${rows.join('')}` });
  assert.equal(countsOf(done), `added ${contacts}, repeated ${contacts}`);
  const leads = await leadsOf(service);
  assert.equal(leads.length, 1000);
  assert.deepEqual(new Set(leads.map(({ firstName }) => firstName)), new Set(['Last']));
});
