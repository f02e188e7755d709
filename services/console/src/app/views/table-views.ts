import type { KeptView } from '../../domain/table-views.ts';

/** A table as somebody wants to see it again. */
export interface TableView extends KeptView {
  /** Everybody in the process who reads the table sees it; otherwise only whoever made it. */
  readonly shared: boolean;
  /** The person who asks may change and delete it. */
  readonly editable: boolean;
}

export interface TableViews {
  /** One's own first, each by name. */
  readonly views: readonly TableView[];
}
