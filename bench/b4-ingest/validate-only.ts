/** The peer of B4: the same body read and checked by the same library, and forgotten. Tells its port to the parent. */
import express from 'express';
import { z } from 'zod';

const submission = z.object({
  caller_id: z.string().min(5).max(32),
  first_name: z.string().max(200),
  last_name: z.string().max(200),
  email: z.email(),
});

const app = express();
app.disable('x-powered-by');
app.use(express.json({ limit: '64kb' }));
app.post('/leads', (request, response) => {
  const parsed = submission.safeParse(request.body);
  response.status(parsed.success ? 201 : 422).json({ status: parsed.success ? 'created' : 'refused' });
});
const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(typeof address === 'object' && address !== null ? address.port : 0);
});
