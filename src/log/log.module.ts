import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module.js';
import { LogCheckpoints } from './checkpoints.service.js';
import { LogFiles } from './log-files.service.js';
import { LogJob } from './log-job.service.js';
import { LogMirror } from './log-mirror.service.js';
import { LogRounds } from './log-rounds.service.js';
import { LogVerification } from './log-verification.service.js';
import { LogController } from './log.controller.js';
import { LogService } from './log.service.js';

@Module({
  imports: [LedgerModule],
  controllers: [LogController],
  providers: [LogCheckpoints, LogFiles, LogJob, LogMirror, LogRounds, LogService, LogVerification],
  exports: [LogJob, LogMirror, LogService, LogVerification],
})
export class LogModule {}
