import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiProblem } from '../api-client.ts';
import { CommandIds } from '../logic/command-ids.ts';
import { randomId } from '../logic/random-id.ts';

/** A change of settings: one request id until the server has decided, then the list is read again. */
export function useChange<Input, Output>(
  queryKey: readonly unknown[],
  change: (input: Input, requestId: string) => Promise<Output>,
) {
  const queries = useQueryClient();
  const [ids] = useState(() => new CommandIds(randomId));
  return useMutation({
    mutationFn: async (input: Input) => {
      const command = JSON.stringify(input);
      try {
        const output = await change(input, ids.idFor(command));
        ids.answered(command);
        return output;
      } catch (error) {
        if (error instanceof ApiProblem && error.decided) ids.answered(command);
        throw error;
      }
    },
    onSuccess: () => queries.invalidateQueries({ queryKey }),
  });
}
