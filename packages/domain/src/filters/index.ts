export {
  attributeCatalogue,
  CUSTOM_PREFIX,
  OPERATORS_OF_TYPE,
  STANDARD_ATTRIBUTES,
  type AttributeCatalogue,
  type AttributeType,
  type CustomAttribute,
  type FilterAttribute,
} from './attributes.ts';
export { checkFilter, type FilterProblem } from './check-filter.ts';
export {
  compileCondition,
  compileFilter,
  foldFilterText,
  matchesFilter,
  type ConditionTest,
  type LeadFacts,
} from './evaluate-filter.ts';
export {
  FETCH_ORDER_POLICIES_MAX,
  fetchOrderProblem,
  type FetchOrderPolicy,
  type SortDirection,
} from './fetch-order.ts';
export {
  conditionsOf,
  FILTER_LIMITS,
  normalizeFilter,
  type FilterClause,
  type FilterCondition,
  type FilterNode,
  type FilterOperator,
  type FilterValue,
} from './filter-tree.ts';
export { parseCriteria, type CriteriaContext, type ParsedCriteria } from './parse-criteria.ts';
export { printCriteria, printWords } from './print-filter.ts';
export { parseNumberText, parseTimeText } from './value-text.ts';
