import { SimulatorServiceDefinition } from '@firstring/contracts/scheduling/simulator_service';
import { AppError } from '@firstring/kernel';
import { streamOptions, type GrpcClients } from '@firstring/service-kit';
import type { Simulator } from '../app/simulator-port.ts';
import type { SimulationView } from '../app/views/simulations.ts';

export function createSimulator(clients: GrpcClients, address: string): Simulator {
  const simulator = clients.client(SimulatorServiceDefinition, address);
  return {
    async simulate(ref, asked, signal) {
      for await (const { report } of simulator.simulateDay({ ...ref, ...asked }, streamOptions(signal))) {
        return JSON.parse(report) as SimulationView; // the contract says what it is
      }
      throw new AppError({ reason: 'INTERNAL', code: 'internal', message: 'SimulateDay has no report' });
    },
  };
}
