// What a command does beside a serving program: attaches to the database server of a folder, says its port, and leaves when
// its standard input ends.
import pg from 'pg';
import { attachPostgres } from '../../src/platform/postgres.js';

const own = await attachPostgres(process.argv[2] ?? '');
const client = new pg.Client(own.superuserUrl);
await client.connect();
await client.query('SELECT 1');
await client.end();
process.stdout.write(`port ${own.port}\n`);
process.stdin.resume();
process.stdin.once('end', () => void own.leave());
