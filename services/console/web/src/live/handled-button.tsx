import type { MissedCallView } from '../../../src/app/views/missed-calls.ts';
import { sendJson } from '../api-client.ts';
import { callerName } from '../logic/missed-call-words.ts';
import { useSession } from '../session.tsx';
import { useChange } from '../settings/use-change.ts';
import { Button } from '../ui/button.tsx';
import { Problem } from '../ui/problem.tsx';

/** ticks off a call that is called back by hand, or need not be. */
export function HandledButton({ call }: { call: MissedCallView }) {
  const { processId } = useSession();
  const handle = useChange(['missed-calls'], (dialbackId: string, requestId) =>
    sendJson(
      'POST',
      `/api/missed-calls/${encodeURIComponent(dialbackId)}/handle?${new URLSearchParams({ processId }).toString()}`,
      { requestId },
    ),
  );
  return (
    <>
      <Problem of={handle.error} />
      <Button
        aria-label={`Done: ${callerName(call)}`}
        isDisabled={handle.isPending}
        onPress={() => handle.mutate(call.dialbackId)}
      >
        Done
      </Button>
    </>
  );
}
