/** What a lead costs from a day (UTC, days since 1970-01-01) on, in millionths of the currency; no micros: nothing is said from then on. */
export interface LeadPrice {
  readonly vendorId: string;
  /** Empty: of the vendor's links that have none of their own. */
  readonly ingestLinkId: string;
  readonly fromDay: number;
  readonly micros: number | undefined;
}

/** What a lead cost that came through this link on this day: the link's own price, or else its vendor's. */
export function priceOn(
  prices: readonly LeadPrice[],
  link: { readonly vendorId: string; readonly ingestLinkId: string },
  day: number,
): number | undefined {
  const last = (ingestLinkId: string) =>
    prices
      .filter((price) => price.vendorId === link.vendorId && price.ingestLinkId === ingestLinkId)
      .filter(({ fromDay }) => fromDay <= day)
      .reduce<LeadPrice | undefined>((a, b) => (a === undefined || b.fromDay > a.fromDay ? b : a), undefined);
  return last(link.ingestLinkId)?.micros ?? last('')?.micros;
}
