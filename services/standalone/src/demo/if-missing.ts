import { AppError } from '@firstring/kernel';

/** Makes what is not there yet; what is there stays as it is. */
export async function ifMissing(
  isThere: () => Promise<boolean>,
  make: () => Promise<unknown>,
): Promise<void> {
  const there = await isThere().catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') return false;
    throw error;
  });
  if (!there) await make();
}
