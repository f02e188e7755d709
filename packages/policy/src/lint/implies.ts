import type { FilterCondition, FilterNode } from '@firstring/domain/filters';
import { conditionExcludes, conditionImplies } from './implies-condition.ts';

/** Comparisons of two conditions in one policy; what is not told within them is not told. */
const COMPARISONS_MAX = 5000;

/** Tells what filters say of each other, as far as their trees show it: a yes is certain, a no may be unknown. */
export class Implications {
  #left = COMPARISONS_MAX;

  /** Whether every lead that meets `a` meets `b`. */
  implies(a: FilterNode, b: FilterNode): boolean {
    if (b.type === 'clause' && b.match === 'all') return b.nodes.every((node) => this.implies(a, node));
    if (a.type === 'clause' && a.match === 'any') return a.nodes.every((node) => this.implies(node, b));
    if (b.type === 'clause' && b.nodes.some((node) => this.implies(a, node))) return true;
    if (a.type === 'clause') return a.nodes.some((node) => this.implies(node, b));
    return b.type === 'condition' && this.#compare(conditionImplies, a, b);
  }

  /** Whether no lead can meet it. */
  isEmpty(node: FilterNode): boolean {
    if (node.type === 'condition') return false;
    if (node.match === 'any') return node.nodes.every((each) => this.isEmpty(each));
    const conditions = conjuncts(node);
    return (
      node.nodes.some((each) => this.isEmpty(each)) ||
      conditions.some((a, at) => conditions.slice(at + 1).some((b) => this.#compare(conditionExcludes, a, b)))
    );
  }

  #compare(
    test: (a: FilterCondition, b: FilterCondition) => boolean,
    a: FilterCondition,
    b: FilterCondition,
  ): boolean {
    if (this.#left === 0) return false;
    this.#left -= 1;
    return test(a, b);
  }
}

/** Conditions that all have to be met. */
function conjuncts(node: FilterNode): readonly FilterCondition[] {
  if (node.type === 'condition') return [node];
  return node.match === 'all' ? node.nodes.flatMap(conjuncts) : [];
}
