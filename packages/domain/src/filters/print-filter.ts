import { unreachable } from '@firstring/kernel';
import type { AttributeCatalogue, FilterAttribute } from './attributes.ts';
import type { FilterCondition, FilterNode, FilterValue } from './filter-tree.ts';
import { timeText } from './value-text.ts';

/** The tree as SQL criteria; `parseCriteria` makes the same tree of it again (but for clauses that say nothing, see normalizeFilter). */
export function printCriteria(node: FilterNode, catalogue: AttributeCatalogue): string {
  if (node.type === 'condition') return conditionCriteria(node, catalogue.get(node.attribute));
  const parts = node.nodes.map((child) => {
    const text = printCriteria(child, catalogue);
    return child.type === 'clause' && child.nodes.length > 1 ? `(${text})` : text;
  });
  return parts.join(node.match === 'all' ? ' AND ' : ' OR ');
}

function conditionCriteria(condition: FilterCondition, attribute: FilterAttribute | undefined): string {
  const { attribute: name, operator, negated } = condition;
  const values = condition.values.map((value) => literal(value, attribute));
  const not = negated ? 'NOT ' : '';
  switch (operator) {
    case '=':
      return `${name} ${negated ? '!=' : '='} ${values.join()}`;
    case '<':
    case '<=':
    case '>':
    case '>=':
      return `${not}${name} ${operator} ${values.join()}`;
    case 'in':
      return `${name} ${not}IN (${values.join(', ')})`;
    case 'like':
      return `${name} ${not}LIKE ${values.join()}`;
    case 'between':
      return `${name} ${not}BETWEEN ${values.join(' AND ')}`;
    case 'is_null':
      return `${name} IS ${not}NULL`;
    default:
      return unreachable(operator);
  }
}

function literal(value: FilterValue, attribute: FilterAttribute | undefined): string {
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  return attribute?.type === 'time' ? `'${timeText(value)}'` : numberText(value);
}

/** Without exponents, which criteria do not know. */
function numberText(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(10).replace(/\.?0+$/, '') : text;
}

/** The tree in words, for lists and for the record of what was changed. */
export function printWords(node: FilterNode, catalogue: AttributeCatalogue): string {
  if (node.type === 'condition') return conditionWords(node, catalogue.get(node.attribute));
  const parts = node.nodes.map((child) => {
    const text = printWords(child, catalogue);
    return child.type === 'clause' && child.nodes.length > 1 ? `(${text})` : text;
  });
  return parts.join(node.match === 'all' ? ' and ' : ' or ');
}

const NEGATED_WORDS: Readonly<Record<FilterCondition['operator'], readonly [string, string]>> = {
  '=': ['is', 'is not'],
  '<': ['is less than', 'is not less than'],
  '<=': ['is at most', 'is not at most'],
  '>': ['is more than', 'is not more than'],
  '>=': ['is at least', 'is not at least'],
  in: ['is one of', 'is none of'],
  like: ['is like', 'is not like'],
  between: ['is between', 'is not between'],
  is_null: ['is empty', 'is not empty'],
};

function conditionWords(condition: FilterCondition, attribute: FilterAttribute | undefined): string {
  const { operator, negated, values } = condition;
  const [plain, opposite] = NEGATED_WORDS[operator];
  const label = attribute?.label ?? condition.attribute;
  const said = values.map((value) => literal(value, attribute)).join(operator === 'between' ? ' and ' : ', ');
  return `${label} ${negated ? opposite : plain}${said === '' ? '' : ` ${said}`}`;
}
