/** Under which the lists of a process are remembered. */
export function listsKey(processId: string): readonly string[] {
  return ['lists', processId];
}

export function uploadsKey(processId: string): readonly string[] {
  return ['uploads', processId];
}

/** An endpoint of a list; an empty id is all of them. */
export function listPath(processId: string, listId: string, rest = ''): string {
  const one = listId === '' ? '' : `/${encodeURIComponent(listId)}`;
  return `/api/lists${one}${rest}?processId=${encodeURIComponent(processId)}`;
}

export function uploadPath(processId: string, uploadId: string, rest = ''): string {
  return `/api/uploads/${encodeURIComponent(uploadId)}${rest}?processId=${encodeURIComponent(processId)}`;
}
