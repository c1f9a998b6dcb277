import 'reflect-metadata';
import { Controller, Get, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Pool } from 'pg';

@Injectable()
class CallsService {
  private readonly pool = new Pool({ connectionString: process.env.DATABASE_URL });

  async list() {
    const { rows } = await this.pool.query('SELECT id FROM calls');
    return rows;
  }
}

@Controller('calls')
class CallsController {
  constructor(private readonly calls: CallsService) {}

  @Get()
  async list() {
    return this.calls.list();
  }
}

@Module({ controllers: [CallsController], providers: [CallsService] })
class AppModule {}

async function start() {
  const app = await NestFactory.create(AppModule, { logger: false });
  await app.listen(Number(process.env.PORT));
}
start();
