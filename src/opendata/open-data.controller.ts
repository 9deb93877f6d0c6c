/** The files of open data, for everyone and every program. */
import { Controller, Get, Header, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Open } from '../identity/permit.js';
import { Snapshots } from './snapshots.service.js';

const TYPES: Record<string, string> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
  xml: 'application/xml; charset=utf-8',
};

@ApiExcludeController()
@Controller('open-data')
@Open('open data is for everyone')
export class OpenDataController {
  constructor(private readonly snapshots: Snapshots) {}

  /** The snapshots, with their hashes and how each differs from the one before. */
  @Get('index.json')
  @Header('Content-Type', 'application/json; charset=utf-8')
  @Header('Cache-Control', 'no-cache')
  index(): Promise<string> {
    return this.snapshots.index();
  }

  /** A file of a snapshot, or of the `latest` one, whose address is told. */
  @Get(':snapshot/*path')
  async file(@Param('snapshot') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const name = request.path.split('/').slice(3).join('/');
    const { snapshot, facts, place } = await this.snapshots.file(id, name);
    response.set('access-control-allow-origin', '*');
    if (id === 'latest') {
      response.set('cache-control', 'no-cache').redirect(302, `/open-data/${snapshot.id}/${name}`);
      return;
    }
    response.set({
      'content-type': TYPES[name.split('.').at(-1) ?? ''] ?? 'text/plain; charset=utf-8',
      'content-disposition': `attachment; filename="so-vang-${snapshot.sequence}-${name.replaceAll('/', '-')}"`,
      'cache-control': 'public, max-age=31536000, immutable',
      etag: `"${facts.sha256}"`,
      'x-content-type-options': 'nosniff',
    });
    response.sendFile(place, { etag: false, lastModified: false, cacheControl: false, dotfiles: 'allow' });
  }
}
