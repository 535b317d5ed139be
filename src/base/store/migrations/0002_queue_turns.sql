CREATE TABLE "queue_cancellations" (
	"job_id" uuid PRIMARY KEY NOT NULL,
	"requested_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "queue_turns" (
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"job_id" uuid NOT NULL,
	"attempt" integer NOT NULL,
	CONSTRAINT "queue_turns_kind_key_pk" PRIMARY KEY("kind","key")
);
