/** The two boxes of an upload. */
export interface DuplicateBoxes {
  readonly update: boolean;
  readonly migrate: boolean;
}

/** A lead that has the row's key already, seen from the list the row is meant for. */
export type KnownLead =
  /** An earlier row of the same file made it. */
  | { readonly place: 'same_file' }
  | { readonly place: 'this_list' }
  | { readonly place: 'other_list' }
  /** It came through a link of a campaign that the list is assigned to. */
  | { readonly place: 'link' };

export type DuplicateDecision = 'add' | 'update' | 'move' | 'reject';

/**
 * Update: the row's data go into the lead, which stays where it is. Migrate: the lead comes to this list with the row's data; both
 * boxes are as migrate. Neither: the row is rejected. Within one file the last row wins, whatever the boxes say. A lead of a link
 * never moves: its vendor's next post must find it.
 */
export function decideDuplicate(known: KnownLead | undefined, boxes: DuplicateBoxes): DuplicateDecision {
  if (known === undefined) return 'add';
  if (known.place === 'same_file') return 'update';
  if (boxes.migrate) return known.place === 'other_list' ? 'move' : 'update';
  return boxes.update ? 'update' : 'reject';
}
