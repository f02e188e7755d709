/** A page of what a fake has; its token is where the next one begins. */
export function pageOf<T>(all: readonly T[], page: { pageSize: number; pageToken: string } | undefined) {
  const from = Number(page?.pageToken === '' ? 0 : (page?.pageToken ?? 0));
  const size = page?.pageSize === undefined || page.pageSize === 0 ? 50 : page.pageSize;
  const items = all.slice(from, from + size);
  return { items, nextPageToken: from + size < all.length ? String(from + size) : '' };
}
