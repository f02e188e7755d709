export { KafkaProcess, KAFKA_LOGIN } from './kafka-process.ts';
export { kafkaForTests, type KafkaForTests } from './kafka.ts';
export { mavenJars } from './maven-jars.ts';
export { MongodbProcess } from './mongodb-process.ts';
export { mongodbForTests, type MongodbForTests } from './mongodb.ts';
