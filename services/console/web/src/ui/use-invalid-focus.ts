import { useEffect, type RefObject } from 'react';

/** Brings the field that was refused into sight, and the cursor into it. */
export function useInvalidFocus(
  form: RefObject<HTMLFormElement | null>,
  refused: string | undefined,
  error: Error | null,
): void {
  useEffect(() => {
    if (refused === undefined) return;
    const field = form.current?.querySelector<HTMLElement>('[aria-invalid]');
    field?.focus({ preventScroll: true });
    field?.scrollIntoView({ block: 'center' });
  }, [form, refused, error]);
}
