import { busContract } from '@firstring/bus/contract';
import { openKafkaBus } from '@firstring/bus/kafkajs';
import { mediumOn } from './_kafka.ts';

busContract('kafkajs', mediumOn(openKafkaBus), { retentionElsewhere: true });
