import type { ReactNode } from 'react';
import { Paging } from './paging.tsx';
import styles from './table.module.css';

export interface Column<Row> {
  readonly label: string;
  /** Where two columns may have the same label. */
  readonly id?: string;
  /** What stands in the head instead of the label. */
  readonly head?: ReactNode;
  cell(row: Row, at: number): ReactNode;
  /** Words on one line unless said: `text` takes several, `figures` (dates, phones) line up, a `count` ends at the right. */
  readonly kind?: 'text' | 'figures' | 'count';
  /** Left out on a narrow screen: a row's details tell it, too. */
  readonly isSpare?: boolean;
  /** What the server sorts by; without it the column is not sorted. */
  readonly sort?: string;
}

export interface Order {
  /** Column; empty: the server's own order. */
  readonly sort: string;
  readonly direction: 'asc' | 'desc';
}

interface TableProps<Row> {
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  keyOf(row: Row, at: number): string;
  /** What is said when there are no rows. */
  empty?: ReactNode;
  /** Buttons of a row; leave it out for those who may only look. */
  actions?: ((row: Row, at: number) => ReactNode) | undefined;
  order?: Order;
  onOrder?(order: Order): void;
  /** Of a table that is read page by page; empty on the last one. */
  nextPageToken?: string;
}

/** Rows, what is done with each, and the pages of them. */
export function Table<Row>({ rows, empty, nextPageToken, ...table }: TableProps<Row>) {
  return (
    <>
      <div className={styles['wrap']}>
        {rows.length === 0 && empty !== undefined ? (
          <p className={styles['empty']}>{empty}</p>
        ) : (
          <Grid rows={rows} {...table} />
        )}
      </div>
      {nextPageToken === undefined ? null : <Paging nextPageToken={nextPageToken} count={rows.length} />}
    </>
  );
}

type GridProps<Row> = Omit<TableProps<Row>, 'empty' | 'nextPageToken'>;

function Grid<Row>({ rows, columns, keyOf, actions, order, onOrder }: GridProps<Row>) {
  return (
    <table className={styles['table']}>
      <thead>
        <tr>
          {columns.map((column) => (
            <Head key={column.id ?? column.label} column={column} order={order} onOrder={onOrder} />
          ))}
          {actions === undefined ? null : (
            <th scope="col" className={styles['actions']}>
              <span className="visually-hidden">Actions</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, at) => (
          <tr key={keyOf(row, at)}>
            {columns.map((column) => (
              <Cell key={column.id ?? column.label} column={column}>
                {column.cell(row, at)}
              </Cell>
            ))}
            {actions === undefined ? null : (
              <td className={styles['actions']}>
                <div>{actions(row, at)}</div>
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type Look = Pick<Column<never>, 'kind' | 'isSpare'>;

function lookOf({ kind, isSpare }: Look): string {
  return [kind === undefined ? '' : styles[kind], isSpare === true ? styles['spare'] : ''].join(' ');
}

/** Words that are cut off are read by pointing at them. */
function Cell({ column, children }: { column: Look; children: ReactNode }) {
  return (
    <td className={lookOf(column)} title={typeof children === 'string' ? children : undefined}>
      {children}
    </td>
  );
}

interface HeadProps {
  column: Look & Pick<Column<never>, 'label' | 'head' | 'sort'>;
  order: Order | undefined;
  onOrder: ((order: Order) => void) | undefined;
}

/** Sorts ascending, then descending, then not at all. */
function Head({ column, order, onOrder }: HeadProps) {
  const { label, head, sort } = column;
  if (sort === undefined || order === undefined) {
    return (
      <th scope="col" className={lookOf(column)}>
        {head ?? label}
      </th>
    );
  }
  const isMine = order.sort === sort;
  const next: Order = isMine
    ? { sort: order.direction === 'asc' ? sort : '', direction: 'desc' }
    : { sort, direction: 'asc' };
  return (
    <th
      scope="col"
      className={lookOf(column)}
      {...(isMine ? { 'aria-sort': `${order.direction}ending` as const } : {})}
    >
      <button type="button" className={styles['sort']} onClick={() => onOrder?.(next)}>
        {label}
        <span aria-hidden="true">{isMine ? (order.direction === 'asc' ? '↑' : '↓') : ''}</span>
      </button>
    </th>
  );
}
