CREATE TABLE "athena_runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"sql" text,
	"job" jsonb,
	"asked_by" text NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"approved_by" text,
	"most_usd" double precision NOT NULL,
	"estimate" jsonb,
	"aws_id" text,
	"progress" text,
	"bytes" bigint DEFAULT 0 NOT NULL,
	"usd" double precision DEFAULT 0 NOT NULL,
	"has_header" boolean DEFAULT true NOT NULL,
	"is_cancel_asked" boolean DEFAULT false NOT NULL,
	"message" text,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "correlated_events" ALTER COLUMN "body" SET DATA TYPE text;--> statement-breakpoint
ALTER TABLE "correlated_events" ADD COLUMN "account_id" text NOT NULL;--> statement-breakpoint
CREATE INDEX "athena_runs_asked_at" ON "athena_runs" USING btree ("asked_at");