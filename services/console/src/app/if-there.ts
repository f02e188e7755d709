import { AppError } from '@firstring/kernel';

/** What is read, or undefined where there is nothing of the kind; any other failure goes on. */
export async function ifThere<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'not_found') return undefined;
    throw thrown;
  }
}
