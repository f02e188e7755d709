import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { attributeCatalogue } from './attributes.ts';
import { checkFilter } from './check-filter.ts';
import { matchesFilter } from './evaluate-filter.ts';
import { fetchOrderProblem } from './fetch-order.ts';
import type { FilterNode } from './filter-tree.ts';
import { compileLike } from './like-pattern.ts';
import { parseCriteria } from './parse-criteria.ts';
import { printCriteria, printWords } from './print-filter.ts';

const catalogue = attributeCatalogue([{ name: 'plan', label: 'Plan', type: 'text' }]);
const context = { catalogue, zone: 'America/New_York' };

function parsed(text: string): FilterNode {
  const answer = parseCriteria(text, context);
  assert.equal(answer.type, 'parsed', JSON.stringify(answer));
  return answer.type === 'parsed' ? answer.tree : assert.fail();
}

function refused(text: string): { at: number; message: string } {
  const answer = parseCriteria(text, context);
  assert.equal(answer.type, 'refused', text);
  return answer.type === 'refused' ? { at: answer.at, message: answer.message } : assert.fail();
}

function deep(levels: number): FilterNode {
  let node: FilterNode = parsed('attempts = 1');
  for (let level = 0; level < levels; level += 1)
    node = { type: 'clause', match: level % 2 === 0 ? 'all' : 'any', nodes: [node] };
  return node;
}

describe('SQL criteria', () => {
  it('R-109 reads IN, LIKE, BETWEEN and IS NULL, and AND before OR', () => {
    const node = parsed(
      "attempts < 3 AND disposition NOT IN ('SALE', 'DNC') OR custom.plan LIKE 'gold%' AND email IS NOT NULL OR attempts BETWEEN 5 AND 9",
    );
    const lead = (facts: Record<string, string | number>) => matchesFilter(node, (name) => facts[name]);
    assert.equal(lead({ attempts: 2 }), true);
    assert.equal(lead({ attempts: 2, disposition: 'sale' }), false);
    assert.equal(lead({ attempts: 3, 'custom.plan': 'Gold Plus', email: 'a@b.example' }), true);
    assert.equal(lead({ attempts: 3, 'custom.plan': 'Gold Plus' }), false);
    assert.equal(lead({ attempts: 9, disposition: 'SALE' }), true);
  });

  it('R-108 a lead without the attribute meets no comparison and every negated one', () => {
    assert.equal(
      matchesFilter(parsed("disposition = 'SALE'"), () => undefined),
      false,
    );
    assert.equal(
      matchesFilter(parsed("disposition != 'SALE'"), () => undefined),
      true,
    );
    assert.equal(
      matchesFilter(parsed('attempts < 3'), () => undefined),
      false,
    );
  });

  it('a time without an offset is of the zone given', () => {
    const node = parsed("opt_in_time >= '2026-11-22 09:30'");
    assert.equal(printCriteria(node, catalogue), "opt_in_time >= '2026-11-22T14:30:00Z'");
  });

  it('says in words what stands in the editor', () => {
    const node = parsed("(attempts < 3 OR status = 'new') AND disposition != 'SALE'");
    assert.equal(
      printWords(node, catalogue),
      "(Attempts is less than 3 or Status is 'new') and Last disposition is not 'SALE'",
    );
  });

  for (const [text, at, message] of [
    ['', 0, /at least one/],
    ['attempts', 8, /comparison is expected/],
    ['attempts < ', 11, /is a number/],
    ["attempts < 'x'", 0, /is a number/],
    ["status = 'nwe'", 0, /one of new, contacted/],
    ["status LIKE 'n%'", 0, /cannot be compared with LIKE/],
    ['phone1 = 4155550100', 0, /in quotes/],
    ["opt_in_time > 'yesterday'", 14, /2026-11-22/],
    ['attempts = 1 attempts = 2', 13, /AND or OR is missing/],
    ['(attempts = 1', 13, /"\)" is expected/],
    ["name = 'x", 7, /not closed/],
    ['nothing = 1', 0, /no attribute "nothing"/],
    ["name = 'x'; DROP TABLE leads", 10, /no statements/],
    ['name = (SELECT 1)', 7, /single quotes/],
    ['attempts = 1 -- all', 13, /no statements/],
    ['{"$where":"sleep(9999)"}', 0, /no statements/],
    ['attempts = 0x10', 11, /is not understood|is a number/],
    ['__proto__ = 1', 0, /no attribute/],
  ] as const) {
    it(`console/17 refuses ${JSON.stringify(text)} where it goes wrong`, () => {
      const refusal = refused(text);
      assert.match(refusal.message, message);
      assert.equal(refusal.at, at);
    });
  }

  it("console/18 ' OR 1=1 -- in a text is that text", () => {
    const node = parsed("name = ''' OR 1=1 --'");
    assert.equal(
      matchesFilter(node, () => "' or 1=1 --"),
      true,
    );
    assert.equal(
      matchesFilter(node, () => 'anybody'),
      false,
    );
    assert.match(refused("name = '' OR 1=1 --'").message, /./, 'outside of a text it is no condition');
  });

  it('console/19 a pattern never takes more than a moment', () => {
    const text = 'a'.repeat(256);
    assert.equal(compileLike('%a%a%a%a%a%a%a%a%a%b')(text), false);
    assert.match(refused(`name LIKE '${'%a'.repeat(11)}'`).message, /wildcards/);
  });

  it('console/20 refuses depth 1,000 and 10,000 terms', () => {
    assert.match(refused(`${'('.repeat(1000)}attempts = 1${')'.repeat(1000)}`).message, /parentheses/);
    const many = Array.from({ length: 3000 }, () => 'attempts = 1').join(' OR ');
    assert.match(refused(many).message, /at most 200 conditions/);
    assert.match(refused(`attempts = ${'1'.repeat(60_000)}`).message, /characters/);
    assert.match(checkFilter(deep(100_000), catalogue)[0]?.message ?? '', /deep/);
  });
});

describe('checking a tree', () => {
  it('names the place of each problem', () => {
    const bad = {
      type: 'condition',
      attribute: 'nothing',
      operator: '=',
      negated: false,
      values: [1],
    } as const;
    const good = parsed('attempts = 1');
    const problems = checkFilter(
      { type: 'clause', match: 'any', nodes: [good, { type: 'clause', match: 'all', nodes: [bad] }] },
      catalogue,
    );
    assert.deepEqual(problems, [{ path: 'nodes.1.nodes.0', message: 'there is no attribute "nothing"' }]);
  });

  it('refuses an empty clause, a missing value and too many values', () => {
    const condition = { type: 'condition', attribute: 'attempts', negated: false } as const;
    const message = (node: FilterNode) => checkFilter(node, catalogue)[0]?.message;
    assert.match(message({ type: 'clause', match: 'all', nodes: [] }) ?? '', /at least one/);
    assert.match(message({ ...condition, operator: '=', values: [] }) ?? '', /missing/);
    assert.match(message({ ...condition, operator: 'in', values: Array(1001).fill(1) }) ?? '', /1000/);
    assert.match(message({ ...condition, operator: '=', values: [Number.NaN] }) ?? '', /number/);
  });
});

describe('fetch order', () => {
  it('R-123 R-126 R-128 refuses a seed, a field or a script that cannot be', () => {
    assert.match(fetchOrderProblem({ type: 'random', seed: 1.5 }, catalogue) ?? '', /whole number/);
    const field = { type: 'customer_field', attribute: 'nothing', direction: 'asc' } as const;
    assert.match(fetchOrderProblem(field, catalogue) ?? '', /no attribute/);
    assert.match(
      fetchOrderProblem({ type: 'script', source: ' ', direction: 'asc' }, catalogue) ?? '',
      /needs its text/,
    );
    assert.equal(fetchOrderProblem({ ...field, attribute: 'custom.plan' }, catalogue), undefined);
  });
});
