import { busContract } from '@firstring/bus/contract';
import { openKafkaBus } from '@firstring/bus/kafkajs';
import { mediumOn, ON_A_BROKER } from './_kafka.ts';

busContract('kafkajs', mediumOn(openKafkaBus), ON_A_BROKER);
