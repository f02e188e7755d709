import { run } from './service.ts';

process.exitCode = await run(process.env);
