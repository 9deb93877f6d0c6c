import { Controller, Get, Header } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Open } from '../identity/permit.js';

/** For whoever keeps the program running. */
@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    @InjectDataSource('public') private readonly publicDb: DataSource,
  ) {}

  /** The program answers. */
  @Get('live')
  @Header('Cache-Control', 'no-store')
  @Open('a process monitor has no account')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** The program can do its work: both logins reach the database. */
  @Get('ready')
  @Header('Cache-Control', 'no-store')
  @Open('a process monitor has no account')
  async ready(): Promise<{ status: 'ok' }> {
    await Promise.all([this.db.query('SELECT 1'), this.publicDb.query('SELECT 1')]);
    return { status: 'ok' };
  }
}
