import type { AttributeCatalogue, FilterAttribute } from './attributes.ts';
import { checkFilter, conditionProblem } from './check-filter.ts';
import { CriteriaError, criteriaTokens, type CriteriaToken } from './criteria-tokens.ts';
import {
  type FilterClause,
  type FilterCondition,
  type FilterNode,
  type FilterOperator,
  type FilterValue,
  normalizeFilter,
} from './filter-tree.ts';
import { parseNumberText, parseTimeText } from './value-text.ts';

export type ParsedCriteria =
  | { readonly type: 'parsed'; readonly tree: FilterClause }
  /** `at` counts characters from 0; the message is for people. */
  | { readonly type: 'refused'; readonly at: number; readonly message: string };

export interface CriteriaContext {
  readonly catalogue: AttributeCatalogue;
  /** Zone of times that name none. */
  readonly zone: string;
}

const CRITERIA_CHARS_MAX = 50_000;
const PARENTHESES_MAX = 64;

/**
 * "SQL criteria": the read-only part of a WHERE clause, AND, OR, NOT, parentheses, = != < <= > >=, IN, LIKE, BETWEEN,
 * IS NULL, that becomes the same tree as the editor makes. Nothing of the text is ever sent to a database.
 */
export function parseCriteria(text: string, context: CriteriaContext): ParsedCriteria {
  if (text.length > CRITERIA_CHARS_MAX) {
    const message = `criteria have at most ${CRITERIA_CHARS_MAX} characters`;
    return { type: 'refused', at: CRITERIA_CHARS_MAX, message };
  }
  try {
    const tree = normalizeFilter(new CriteriaReader(criteriaTokens(text), context).read());
    const [problem] = checkFilter(tree, context.catalogue);
    if (problem !== undefined) return { type: 'refused', at: 0, message: problem.message };
    return { type: 'parsed', tree };
  } catch (error) {
    if (error instanceof CriteriaError) return { type: 'refused', at: error.at, message: error.message };
    throw error;
  }
}

const SIGNS: Readonly<Record<string, { operator: FilterOperator; negated: boolean }>> = {
  '=': { operator: '=', negated: false },
  '!=': { operator: '=', negated: true },
  '<>': { operator: '=', negated: true },
  '<': { operator: '<', negated: false },
  '<=': { operator: '<=', negated: false },
  '>': { operator: '>', negated: false },
  '>=': { operator: '>=', negated: false },
};

const KEYWORDS = new Set('AND OR NOT IN LIKE BETWEEN IS NULL'.split(' '));

/** Recursive descent: or, and, not, comparison. `negated` is carried down, so that the tree needs no node for NOT. */
class CriteriaReader {
  readonly #tokens: readonly CriteriaToken[];
  readonly #context: CriteriaContext;
  #next = 0;
  #open = 0;

  constructor(tokens: readonly CriteriaToken[], context: CriteriaContext) {
    this.#tokens = tokens;
    this.#context = context;
  }

  read(): FilterNode {
    if (this.#peek().type === 'end') throw new CriteriaError(0, 'write at least one condition');
    const node = this.#either(false);
    const rest = this.#peek();
    if (rest.type !== 'end') throw new CriteriaError(rest.at, `AND or OR is missing before "${rest.value}"`);
    return node;
  }

  #either(negated: boolean): FilterNode {
    return this.#joined('OR', negated, () => this.#both(negated));
  }

  #both(negated: boolean): FilterNode {
    return this.#joined('AND', negated, () => this.#negation(negated));
  }

  /** De Morgan: under a NOT, and becomes or. */
  #joined(word: 'AND' | 'OR', negated: boolean, part: () => FilterNode): FilterNode {
    const nodes = [part()];
    while (this.#takeKeyword(word)) nodes.push(part());
    return { type: 'clause', match: (word === 'AND') === negated ? 'any' : 'all', nodes };
  }

  #negation(negated: boolean): FilterNode {
    let flipped = negated;
    while (this.#takeKeyword('NOT')) flipped = !flipped;
    if (!this.#takeSign('(')) return this.#comparison(flipped);
    this.#open += 1;
    if (this.#open > PARENTHESES_MAX)
      throw new CriteriaError(this.#peek().at, `more than ${PARENTHESES_MAX} parentheses inside each other`);
    const node = this.#either(flipped);
    this.#expectSign(')');
    this.#open -= 1;
    return node;
  }

  #comparison(flipped: boolean): FilterCondition {
    const { at } = this.#peek();
    const attribute = this.#attribute();
    const { operator, negated, values } = this.#operation(attribute);
    const condition: FilterCondition = {
      type: 'condition',
      attribute: attribute.name,
      operator,
      negated: negated !== flipped,
      values,
    };
    const problem = conditionProblem(condition, this.#context.catalogue);
    if (problem !== undefined) throw new CriteriaError(at, problem);
    return condition;
  }

  #attribute(): FilterAttribute {
    const token = this.#take();
    if (token.type !== 'word' || KEYWORDS.has(token.value.toUpperCase())) {
      throw new CriteriaError(token.at, 'an attribute is expected here, such as attempts');
    }
    const attribute = this.#context.catalogue.get(token.value);
    if (attribute === undefined)
      throw new CriteriaError(token.at, `there is no attribute "${token.value.slice(0, 80)}"`);
    return attribute;
  }

  #operation(attribute: FilterAttribute): Pick<FilterCondition, 'operator' | 'negated' | 'values'> {
    const { type, value } = this.#peek();
    const sign = type === 'sign' ? SIGNS[value] : undefined;
    if (sign !== undefined) {
      this.#next += 1;
      return { ...sign, values: [this.#value(attribute)] };
    }
    if (this.#takeKeyword('IS')) {
      const negated = this.#takeKeyword('NOT');
      this.#expectKeyword('NULL');
      return { operator: 'is_null', negated, values: [] };
    }
    const negated = this.#takeKeyword('NOT');
    if (this.#takeKeyword('IN')) return { operator: 'in', negated, values: this.#list(attribute) };
    if (this.#takeKeyword('LIKE')) return { operator: 'like', negated, values: [this.#value(attribute)] };
    if (this.#takeKeyword('BETWEEN')) {
      const first = this.#value(attribute);
      this.#expectKeyword('AND');
      return { operator: 'between', negated, values: [first, this.#value(attribute)] };
    }
    throw new CriteriaError(
      this.#peek().at,
      'a comparison is expected here: =, !=, <, <=, >, >=, IN, LIKE, BETWEEN or IS NULL',
    );
  }

  #list(attribute: FilterAttribute): readonly FilterValue[] {
    this.#expectSign('(');
    const values = [this.#value(attribute)];
    while (this.#takeSign(',')) values.push(this.#value(attribute));
    this.#expectSign(')');
    return values;
  }

  #value({ type, label }: FilterAttribute): FilterValue {
    const token = this.#take();
    if (token.type === 'text' && type === 'time') {
      const at = parseTimeText(token.value, this.#context.zone);
      if (at !== undefined) return at;
      throw new CriteriaError(token.at, `${label} is a time: write it as '2026-11-22' or '2026-11-22 09:30'`);
    }
    if (token.type === 'text') return token.value;
    if (token.type === 'number' && type !== 'time') {
      const value = parseNumberText(token.value);
      if (value !== undefined) return value;
    }
    throw new CriteriaError(
      token.at,
      type === 'number'
        ? `${label} is a number: write it as 3 or 2.5`
        : 'a value in single quotes is expected',
    );
  }

  #peek(): CriteriaToken {
    return this.#tokens[this.#next] ?? { type: 'end', value: '', at: 0 };
  }

  #take(): CriteriaToken {
    const token = this.#peek();
    this.#next += 1;
    return token;
  }

  #takeKeyword(word: string): boolean {
    const { type, value } = this.#peek();
    if (type !== 'word' || value.toUpperCase() !== word) return false;
    this.#next += 1;
    return true;
  }

  #expectKeyword(word: string): void {
    if (!this.#takeKeyword(word)) throw new CriteriaError(this.#peek().at, `${word} is expected here`);
  }

  #takeSign(sign: string): boolean {
    const { type, value } = this.#peek();
    if (type !== 'sign' || value !== sign) return false;
    this.#next += 1;
    return true;
  }

  #expectSign(sign: string): void {
    if (!this.#takeSign(sign)) throw new CriteriaError(this.#peek().at, `"${sign}" is expected here`);
  }
}
