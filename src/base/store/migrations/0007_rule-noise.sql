CREATE TABLE "quiet_alerts" (
	"rule_id" text NOT NULL,
	"fingerprint" text NOT NULL,
	"day" date NOT NULL,
	"why" text NOT NULL,
	"account_id" text NOT NULL,
	"region" text NOT NULL,
	"severity" text NOT NULL,
	"title" text NOT NULL,
	"summary" text NOT NULL,
	"principal" text,
	"at" timestamp with time zone NOT NULL,
	"event_id" text,
	"raw" jsonb,
	CONSTRAINT "quiet_alerts_rule_id_fingerprint_day_pk" PRIMARY KEY("rule_id","fingerprint","day")
);
--> statement-breakpoint
CREATE TABLE "rule_trials" (
	"rule_id" text PRIMARY KEY NOT NULL,
	"hash" text NOT NULL,
	"since" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "rule_exceptions" ADD COLUMN "also" jsonb;--> statement-breakpoint
ALTER TABLE "rule_settings" ADD COLUMN "tuning" jsonb;--> statement-breakpoint
CREATE INDEX "quiet_alerts_day" ON "quiet_alerts" USING btree ("day");--> statement-breakpoint
CREATE INDEX "quiet_alerts_account" ON "quiet_alerts" USING btree ("account_id","day");