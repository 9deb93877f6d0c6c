/** The log as any web server would serve its folder, with headers for caches and for pages of other sites that verify it. */
import { Controller, Get, Header, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Open } from '../identity/permit.js';
import { parseTilePath, TILE_WIDTH } from '../tlog/tiles.js';
import { TlogError } from '../tlog/tlog-error.js';
import { LogFiles } from './log-files.service.js';
import { refuse } from './log.refusals.js';
import { LogService, type LogStatus } from './log.service.js';

const FOREVER = 'public, max-age=31536000, immutable';
/** A partial tile is deleted when it is full. */
const AWHILE = 'public, max-age=300';
const FRESH = 'no-cache';

@Controller('log')
@Open('the public log: whoever wants to verifies it')
export class LogController {
  constructor(
    private readonly service: LogService,
    private readonly files: LogFiles,
  ) {}

  @Get('checkpoint')
  async checkpoint(@Res() response: Response): Promise<void> {
    const note = await this.files.published();
    if (note === undefined) throw refuse('log.unknown');
    send(response, { type: 'text/plain; charset=utf-8', cache: FRESH }, note);
  }

  @Get('vkey')
  async vkey(@Res() response: Response): Promise<void> {
    const vkeys = await this.service.verifierKeys();
    send(response, { type: 'text/plain; charset=utf-8', cache: FRESH }, vkeys.map((vkey) => `${vkey}\n`).join(''));
  }

  @Get('status')
  @Header('Cache-Control', FRESH)
  @Header('Access-Control-Allow-Origin', '*')
  @Header('Cross-Origin-Resource-Policy', 'cross-origin')
  status(): Promise<LogStatus> {
    return this.service.status();
  }

  @Get('tile/*path')
  async tile(@Req() request: Request, @Res() response: Response): Promise<void> {
    // The path as it was sent: what is written in another way than the one is not there.
    const path = request.path.slice('/log/'.length);
    const width = widthAt(path);
    const bytes = width === undefined ? undefined : await this.files.tile(path);
    if (!bytes) throw refuse('log.unknown');
    const cache = width === TILE_WIDTH ? FOREVER : AWHILE;
    send(response, { type: 'application/octet-stream', cache }, bytes);
  }
}

function widthAt(path: string): number | undefined {
  try {
    return parseTilePath(path).width;
  } catch (error) {
    if (error instanceof TlogError) return undefined;
    throw error;
  }
}

/** Pages of any site may read it: that is what it is for. */
function send(response: Response, { type, cache }: { type: string; cache: string }, bytes: Buffer | string): void {
  response
    .set({
      'Content-Type': type,
      'Cache-Control': cache,
      'Access-Control-Allow-Origin': '*',
      'Cross-Origin-Resource-Policy': 'cross-origin',
    })
    .send(bytes);
}
