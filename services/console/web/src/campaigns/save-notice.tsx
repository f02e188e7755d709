import { useQueryClient } from '@tanstack/react-query';
import { ApiProblem, problemText } from '../api-client.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';

interface SaveNoticeProps {
  saving: { error: Error | null; isSuccess: boolean; reset(): void };
  warnings?: readonly string[] | undefined;
  /** What is read again when somebody else was quicker. */
  queryKey: readonly unknown[];
  /** The error has been said at its field already. */
  saidBelow?: boolean;
}

/** How saving went. Who was second keeps what they typed until they take the other's. */
export function SaveNotice({ saving, warnings = [], queryKey, saidBelow = false }: SaveNoticeProps) {
  const queries = useQueryClient();
  const { error, isSuccess, reset } = saving;
  if (error instanceof ApiProblem && error.reason === 'VERSION_CONFLICT') {
    const reload = (): void => {
      reset();
      void queries.invalidateQueries({ queryKey });
    };
    return (
      <Notice tone="warn">
        Somebody else saved this meanwhile, so yours was not. What you typed still stands here; reloading
        shows theirs instead. <Button onPress={reload}>Reload theirs</Button>
      </Notice>
    );
  }
  if (error !== null) {
    return (
      <Notice tone="bad">
        {saidBelow ? 'It was not saved: a setting cannot be used. It is marked below.' : problemText(error)}
      </Notice>
    );
  }
  if (!isSuccess) return null;
  return (
    <>
      <Notice tone="good">Saved.</Notice>
      {warnings.map((warning) => (
        <Notice key={warning} tone="warn">
          {warning}
        </Notice>
      ))}
    </>
  );
}
