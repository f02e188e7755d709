import {
  DialbackOutcome,
  DialbackServiceDefinition,
  type Dialback,
} from '@firstring/contracts/dialback/dialback_service';
import type { GrpcServer } from '@firstring/service-kit';
import { partial } from './_partial-service.ts';

/** dialback: open entries as the test sets them. */
export class FakeDialback {
  readonly open: Dialback[] = [];
  readonly presented: string[] = [];
  readonly settled: [dialbackId: string, outcome: DialbackOutcome][] = [];
  isGone = false;

  serve(server: GrpcServer): void {
    server.add(
      DialbackServiceDefinition,
      partial(DialbackServiceDefinition, {
        listDialbacks: async () => ({ dialbacks: this.open }),
        presentDialback: async ({ dialbackId }: { dialbackId: string }) => {
          this.presented.push(dialbackId);
          return { presented: !this.isGone };
        },
        settleDialback: async ({ dialbackId, outcome }: { dialbackId: string; outcome: DialbackOutcome }) => {
          this.settled.push([dialbackId, outcome]);
          return {};
        },
      }),
    );
  }
}
