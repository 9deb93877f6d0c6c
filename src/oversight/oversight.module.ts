import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdentityModule } from '../identity/identity.module.js';
import { BooksModule } from '../books/books.module.js';
import { ReceiptsModule } from '../receipts/receipts.module.js';
import { UnitsModule } from '../units/units.module.js';
import { Finding, FindingNote } from './finding.entity.js';
import { FindingSubjects } from './finding-subjects.service.js';
import { FindingsController } from './findings.controller.js';
import { FindingsReader } from './findings-reader.service.js';
import { FindingsService } from './findings.service.js';
import { LookupTicket } from './lookup-ticket.entity.js';
import { LookupTicketsReader } from './lookup-tickets-reader.service.js';
import { LookupTicketsController } from './lookup-tickets.controller.js';
import { LookupTickets } from './lookup-tickets.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([Finding, FindingNote, LookupTicket]),
    IdentityModule,
    BooksModule,
    ReceiptsModule,
    UnitsModule,
  ],
  controllers: [FindingsController, LookupTicketsController],
  providers: [FindingsService, FindingsReader, FindingSubjects, LookupTickets, LookupTicketsReader],
  exports: [FindingsService, FindingsReader, LookupTickets, LookupTicketsReader],
})
export class OversightModule {}
