/** Where something stands in the text, counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** What is wrong or doubtful. A policy with an error is never activated; a warning is for people to judge. */
export interface PolicyProblem extends Place {
  readonly severity: 'error' | 'warning';
  /** Of the value at fault: `leads.lists.0.weight`; empty for the whole text. */
  readonly path: string;
  /** What is wrong and what is allowed, in words. */
  readonly message: string;
}

/** Where each value of a text stands, by its path. */
export type Places = ReadonlyMap<string, Place>;

const TOP: Place = { line: 1, column: 1 };

/** The place of a path; of what is not written, the place of what it would be in. */
export function placeOf(places: Places, path: string): Place {
  for (let at = path; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
    const place = places.get(at);
    if (place !== undefined) return place;
  }
  return TOP;
}

/** By line, then column; errors first in one place. */
export function sortProblems(problems: readonly PolicyProblem[]): readonly PolicyProblem[] {
  const rank = ({ severity }: PolicyProblem) => (severity === 'error' ? 0 : 1);
  return problems.toSorted((a, b) => a.line - b.line || a.column - b.column || rank(a) - rank(b));
}
