/** RECORDED by npm run record:chains from test/updates.ts and test/normalized.ts: the chains that machines have loops of their own
 *  for, and the first update or network that has each. Operands are those of `chain-form.ts`. Do not edit. */
const RECORDED = `
# adadelta
t1 = mul x0 x0; t1 = mul c2 t1; t5 = mul c3 x4; y6 = add t5 t1; t5 = add y6 c7; t1 = add x8 c9; t1 = div t1 t5; t1 = sqrt t1;
t1 = mul t1 x0; t5 = mul t1 t1; t5 = mul c10 t5; t12 = mul c11 x8; y13 = add t12 t5; t1 = mul c14 t1; y16 = sub x15 t1

# adafactor
t2 = mul x0 k1; t2 = mul t2 r3; t2 = mul c4 t2; y6 = sub x5 t2

# adagrad
t1 = mul x0 x0; y3 = add x2 t1; t1 = mul c4 x0; t6 = add y3 c5; t6 = sqrt t6; t6 = div t1 t6; y8 = sub x7 t6

# adamax
t2 = sub x0 x1; t2 = mul t2 c3; y4 = add x1 t2; t2 = abs x0; t7 = mul c5 x6; y8 = maximum t7 t2; t7 = mul c9 y4; t2 = add y8 c10;
t2 = div t7 t2; y12 = sub x11 t2

# ftrl
t1 = mul x0 x0; t3 = sqrt x2; y4 = add x2 t1; t1 = sqrt y4; t3 = sub t1 t3; t3 = mul t3 c5; t3 = mul t3 x6; t3 = sub x0 t3; y8 = add x7 t3;
t3 = neg y8; t3 = mul t3 c9; t1 = add t1 c10; y11 = div t3 t1

# lamb
t2 = sub x0 x1; t2 = mul t2 c3; y4 = add x1 t2; t2 = mul x0 x0; t2 = sub t2 x5; t2 = mul t2 c6; y7 = add x5 t2; t2 = sqrt x5;
t2 = add t2 c8; y9 = div x1 t2

# lamb
t2 = mul c0 x1; y4 = sub x3 t2

# lion
t2 = mul x0 c1; t5 = mul x3 c4; t5 = add t5 t2; t5 = sign t5; t5 = mul c6 t5; y8 = sub x7 t5; t5 = mul x0 c9; t2 = mul x3 c10;
y11 = add t2 t5

# lookahead
t2 = sub x0 x1; t2 = mul c3 t2; y4 = add x1 t2; y5 = copy y4

# muon
t2 = mul c0 x1; y4 = add t2 x3; t2 = mul c5 y4; y6 = add x3 t2

# muon
y1 = copy x0; t4 = mul x2 c3; t4 = sub x2 t4; t7 = mul c5 x6; y8 = sub t4 t7

# nadam
t2 = sub x0 x1; t2 = mul t2 c3; y4 = add x1 t2; t2 = mul x0 x0; t2 = sub t2 x5; t2 = mul t2 c6; y7 = add x5 t2; t2 = mul c8 y4;
t10 = mul c9 x0; t10 = add t2 t10; t2 = sqrt y7; t2 = add t2 c11; t2 = div t10 t2; y13 = sub x12 t2

# rmsprop
t1 = mul x0 x0; t1 = mul c2 t1; t5 = mul c3 x4; y6 = add t5 t1; t5 = mul c7 x0; t1 = add y6 c8; t1 = sqrt t1; t1 = div t5 t1;
y10 = sub x9 t1

# scheduleFreeAdamW
t3 = select c0 x1 x2; t5 = mul x4 x4; t5 = sub t5 x6; t5 = mul t5 c7; y8 = add x6 t5; t5 = sqrt y8; t10 = mul c9 t3; t5 = add t5 c11;
t13 = mul c12 x4; t13 = div t13 t5; y14 = sub t3 t13; t10 = sub x1 t10; t10 = mul c15 t10; t13 = mul c16 y14; y17 = add t10 t13

# adam, amsgrad true
t2 = sub x0 x1; t2 = mul t2 c3; y4 = add x1 t2; t2 = mul x0 x0; t2 = sub t2 x5; t2 = mul t2 c6; y7 = add x5 t2; y9 = maximum x8 y7;
t2 = mul y4 c10; t11 = sqrt y9; t11 = add t11 c12; t11 = div t2 t11; y14 = sub x13 t11

# rmsprop, momentum 0.9
t1 = mul x0 x0; t1 = mul c2 t1; t5 = mul c3 x4; y6 = add t5 t1; t5 = mul c7 x0; t1 = add y6 c8; t1 = sqrt t1; t1 = div t5 t1;
t5 = mul c9 x10; y11 = add t5 t1; y13 = sub x12 y11

# rmsprop, centered true
t1 = mul x0 x0; t1 = mul c2 t1; t5 = mul c3 x4; y6 = add t5 t1; t5 = mul c7 x0; t1 = mul c8 x9; y10 = add t1 t5; t1 = mul y10 y10;
t1 = sub y6 t1; t5 = mul c11 x0; t1 = add t1 c12; t1 = sqrt t1; t1 = div t5 t1; y14 = sub x13 t1

# rmsprop, momentum 0.9, centered true
t1 = mul x0 x0; t1 = mul c2 t1; t5 = mul c3 x4; y6 = add t5 t1; t5 = mul c7 x0; t1 = mul c8 x9; y10 = add t1 t5; t1 = mul y10 y10;
t1 = sub y6 t1; t5 = mul c11 x0; t1 = add t1 c12; t1 = sqrt t1; t1 = div t5 t1; t5 = mul c13 x14; y15 = add t5 t1; y17 = sub x16 y15

# adadelta, weightDecay 0.01
t1 = mul x0 x0; t1 = mul c2 t1; t5 = mul c3 x4; y6 = add t5 t1; t5 = add y6 c7; t1 = add x8 c9; t1 = div t1 t5; t1 = sqrt t1;
t1 = mul t1 x0; t5 = mul t1 t1; t5 = mul c10 t5; t12 = mul c11 x8; y13 = add t12 t5; t1 = mul c14 t1; t12 = mul x15 c16; t12 = sub x15 t12;
y17 = sub t12 t1

# adafactor, weightDecay 0.01
t2 = mul x0 c1; y3 = sub x0 t2

# adagrad, weightDecay 0.01
t1 = mul x0 x0; y3 = add x2 t1; t1 = mul c4 x0; t6 = add y3 c5; t6 = sqrt t6; t6 = div t1 t6; t1 = mul x7 c8; t1 = sub x7 t1;
y9 = sub t1 t6

# adam, amsgrad true, weightDecay 0.01
t2 = sub x0 x1; t2 = mul t2 c3; y4 = add x1 t2; t2 = mul x0 x0; t2 = sub t2 x5; t2 = mul t2 c6; y7 = add x5 t2; y9 = maximum x8 y7;
t2 = mul y4 c10; t11 = sqrt y9; t11 = add t11 c12; t11 = div t2 t11; t2 = mul x13 c14; t2 = sub x13 t2; y15 = sub t2 t11

# adamax, weightDecay 0.01
t2 = sub x0 x1; t2 = mul t2 c3; y4 = add x1 t2; t2 = abs x0; t7 = mul c5 x6; y8 = maximum t7 t2; t7 = mul c9 y4; t2 = add y8 c10;
t2 = div t7 t2; t7 = mul x11 c12; t7 = sub x11 t7; y13 = sub t7 t2

# ftrl, weightDecay 0.01
t1 = mul x0 x0; t3 = sqrt x2; y4 = add x2 t1; t1 = sqrt y4; t3 = sub t1 t3; t3 = mul t3 c5; t1 = add t1 c6; t9 = mul x7 c8; t9 = sub x7 t9;
t9 = mul t3 t9; t9 = sub x0 t9; y11 = add x10 t9; t9 = neg y11; t9 = mul t9 c12; y13 = div t9 t1

# lion, weightDecay 0.01
t2 = mul x0 c1; t5 = mul x3 c4; t5 = add t5 t2; t5 = sign t5; t5 = mul c6 t5; t2 = mul x0 c7; t9 = mul x3 c8; y10 = add t9 t2;
t9 = mul x11 c12; t9 = sub x11 t9; y13 = sub t9 t5

# nadam, weightDecay 0.01
t2 = sub x0 x1; t2 = mul t2 c3; y4 = add x1 t2; t2 = mul x0 x0; t2 = sub t2 x5; t2 = mul t2 c6; y7 = add x5 t2; t2 = mul c8 y4;
t10 = mul c9 x0; t10 = add t2 t10; t2 = sqrt y7; t2 = add t2 c11; t2 = div t10 t2; t10 = mul x12 c13; t10 = sub x12 t10; y14 = sub t10 t2

# rmsprop, weightDecay 0.01
t1 = mul x0 x0; t1 = mul c2 t1; t5 = mul c3 x4; y6 = add t5 t1; t5 = mul c7 x0; t1 = add y6 c8; t1 = sqrt t1; t1 = div t5 t1;
t5 = mul x9 c10; t5 = sub x9 t5; y11 = sub t5 t1

# rmsprop, momentum 0.9, weightDecay 0.01
t1 = mul x0 x0; t1 = mul c2 t1; t5 = mul c3 x4; y6 = add t5 t1; t5 = mul c7 x0; t1 = add y6 c8; t1 = sqrt t1; t1 = div t5 t1;
t5 = mul c9 x10; y11 = add t5 t1; t5 = mul x12 c13; t5 = sub x12 t5; y14 = sub t5 y11

# rmsprop, centered true, weightDecay 0.01
t1 = mul x0 x0; t1 = mul c2 t1; t5 = mul c3 x4; y6 = add t5 t1; t5 = mul c7 x0; t1 = mul c8 x9; y10 = add t1 t5; t1 = mul y10 y10;
t1 = sub y6 t1; t5 = mul c11 x0; t1 = add t1 c12; t1 = sqrt t1; t1 = div t5 t1; t5 = mul x13 c14; t5 = sub x13 t5; y15 = sub t5 t1

# rmsprop, momentum 0.9, centered true, weightDecay 0.01
t1 = mul x0 x0; t1 = mul c2 t1; t5 = mul c3 x4; y6 = add t5 t1; t5 = mul c7 x0; t1 = mul c8 x9; y10 = add t1 t5; t1 = mul y10 y10;
t1 = sub y6 t1; t5 = mul c11 x0; t1 = add t1 c12; t1 = sqrt t1; t1 = div t5 t1; t5 = mul c13 x14; y15 = add t5 t1; t5 = mul x16 c17;
t5 = sub x16 t5; y18 = sub t5 y15

# scheduleFreeAdamW, weightDecay 0.01
t3 = select c0 x1 x2; t5 = mul x4 x4; t5 = sub t5 x6; t5 = mul t5 c7; y8 = add x6 t5; t5 = sqrt y8; t10 = mul c9 t3; t12 = mul x1 c11;
t12 = sub x1 t12; t5 = add t5 c13; t15 = mul c14 x4; t15 = div t15 t5; y16 = sub t3 t15; t12 = sub t12 t10; t12 = mul c17 t12;
t10 = mul c18 y16; y19 = add t12 t10

# sgd, weightDecay 0.01
t2 = mul c0 x1; t5 = mul x3 c4; t5 = sub x3 t5; y6 = sub t5 t2

# sgd, momentum 0.9, weightDecay 0.01
t2 = mul c0 x1; t5 = mul c3 x4; y6 = sub t5 t2; t5 = mul x7 c8; t5 = sub x7 t5; y9 = add t5 y6

# sgd, momentum 0.9, nesterov true, weightDecay 0.01
t2 = mul c0 x1; t5 = mul c3 x4; y6 = sub t5 t2; t5 = mul c7 y6; t5 = sub t5 t2; t2 = mul x8 c9; t2 = sub x8 t2; y10 = add t2 t5

# adadelta, globalClipnorm 1
t2 = mul x0 c1; t3 = mul t2 t2; t3 = mul c4 t3; t7 = mul c5 x6; y8 = add t7 t3; t7 = add y8 c9; t3 = add x10 c11; t3 = div t3 t7;
t3 = sqrt t3; t3 = mul t3 t2; t2 = mul t3 t3; t2 = mul c12 t2; t7 = mul c13 x10; y14 = add t7 t2; t3 = mul c15 t3; y17 = sub x16 t3

# adagrad, globalClipnorm 1
t2 = mul x0 c1; t3 = mul t2 t2; y5 = add x4 t3; t2 = mul c6 t2; t3 = add y5 c7; t3 = sqrt t3; t3 = div t2 t3; y9 = sub x8 t3

# adam, amsgrad true, globalClipnorm 1
t2 = mul x0 c1; t4 = sub t2 x3; t4 = mul t4 c5; y6 = add x3 t4; t2 = mul t2 t2; t2 = sub t2 x7; t2 = mul t2 c8; y9 = add x7 t2;
y11 = maximum x10 y9; t2 = mul y6 c12; t4 = sqrt y11; t4 = add t4 c13; t4 = div t2 t4; y15 = sub x14 t4

# adamax, globalClipnorm 1
t2 = mul x0 c1; t4 = sub t2 x3; t4 = mul t4 c5; y6 = add x3 t4; t2 = abs t2; t4 = mul c7 x8; y9 = maximum t4 t2; t4 = mul c10 y6;
t2 = add y9 c11; t2 = div t4 t2; y13 = sub x12 t2

# ftrl, globalClipnorm 1
t2 = mul x0 c1; t3 = mul t2 t2; t5 = sqrt x4; y6 = add x4 t3; t3 = sqrt y6; t5 = sub t3 t5; t5 = mul t5 c7; t5 = mul t5 x8; t5 = sub t2 t5;
y10 = add x9 t5; t5 = neg y10; t5 = mul t5 c11; t3 = add t3 c12; y13 = div t5 t3

# lamb, globalClipnorm 1
t2 = mul x0 c1; t4 = sub t2 x3; t4 = mul t4 c5; y6 = add x3 t4; t2 = mul t2 t2; t2 = sub t2 x7; t2 = mul t2 c8; y9 = add x7 t2;
t2 = sqrt x7; t2 = add t2 c10; y11 = div x3 t2

# lion, globalClipnorm 1
t2 = mul x0 c1; t4 = mul t2 c3; t7 = mul x5 c6; t7 = add t7 t4; t7 = sign t7; t7 = mul c8 t7; y10 = sub x9 t7; t2 = mul t2 c11;
t7 = mul x5 c12; y13 = add t7 t2

# muon, globalClipnorm 1
t2 = mul x0 c1; t5 = mul c3 x4; y6 = add t5 t2; t5 = mul c7 y6; y8 = add t2 t5

# nadam, globalClipnorm 1
t2 = mul x0 c1; t4 = sub t2 x3; t4 = mul t4 c5; y6 = add x3 t4; t4 = mul t2 t2; t4 = sub t4 x7; t4 = mul t4 c8; y9 = add x7 t4;
t4 = mul c10 y6; t2 = mul c11 t2; t2 = add t4 t2; t4 = sqrt y9; t4 = add t4 c12; t4 = div t2 t4; y14 = sub x13 t4

# rmsprop, globalClipnorm 1
t2 = mul x0 c1; t3 = mul t2 t2; t3 = mul c4 t3; t7 = mul c5 x6; y8 = add t7 t3; t2 = mul c9 t2; t7 = add y8 c10; t7 = sqrt t7;
t7 = div t2 t7; y12 = sub x11 t7

# rmsprop, momentum 0.9, globalClipnorm 1
t2 = mul x0 c1; t3 = mul t2 t2; t3 = mul c4 t3; t7 = mul c5 x6; y8 = add t7 t3; t2 = mul c9 t2; t7 = add y8 c10; t7 = sqrt t7;
t7 = div t2 t7; t2 = mul c11 x12; y13 = add t2 t7; y15 = sub x14 y13

# rmsprop, centered true, globalClipnorm 1
t2 = mul x0 c1; t3 = mul t2 t2; t3 = mul c4 t3; t7 = mul c5 x6; y8 = add t7 t3; t7 = mul c9 t2; t3 = mul c10 x11; y12 = add t3 t7;
t3 = mul y12 y12; t3 = sub y8 t3; t2 = mul c13 t2; t3 = add t3 c14; t3 = sqrt t3; t3 = div t2 t3; y16 = sub x15 t3

# rmsprop, momentum 0.9, centered true, globalClipnorm 1
t2 = mul x0 c1; t3 = mul t2 t2; t3 = mul c4 t3; t7 = mul c5 x6; y8 = add t7 t3; t7 = mul c9 t2; t3 = mul c10 x11; y12 = add t3 t7;
t3 = mul y12 y12; t3 = sub y8 t3; t2 = mul c13 t2; t3 = add t3 c14; t3 = sqrt t3; t3 = div t2 t3; t2 = mul c15 x16; y17 = add t2 t3;
y19 = sub x18 y17

# scheduleFreeAdamW, globalClipnorm 1
t3 = select c0 x1 x2; t5 = mul c4 t3; t8 = mul x6 c7; t9 = mul t8 t8; t9 = sub t9 x10; t9 = mul t9 c11; y12 = add x10 t9; t9 = sqrt y12;
t9 = add t9 c13; t8 = mul c14 t8; t8 = div t8 t9; y15 = sub t3 t8; t5 = sub x1 t5; t5 = mul c16 t5; t8 = mul c17 y15; y18 = add t5 t8

# adadelta, weightDecay 0.01, globalClipnorm 1
t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t6 = mul t5 t5; t6 = mul c7 t6; t10 = mul c8 x9; y11 = add t10 t6; t10 = add y11 c12;
t6 = add x13 c14; t6 = div t6 t10; t6 = sqrt t6; t6 = mul t6 t5; t5 = mul t6 t6; t5 = mul c15 t5; t10 = mul c16 x13; y17 = add t10 t5;
t6 = mul c18 t6; y19 = sub t2 t6

# adafactor, weightDecay 0.01, globalClipnorm 1
y2 = mul x0 c1; t5 = mul x3 c4; y6 = sub x3 t5

# adagrad, weightDecay 0.01, globalClipnorm 1
t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t6 = mul t5 t5; y8 = add x7 t6; t5 = mul c9 t5; t6 = add y8 c10; t6 = sqrt t6;
t6 = div t5 t6; y11 = sub t2 t6

# adam, amsgrad true, weightDecay 0.01, globalClipnorm 1
t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t7 = sub t5 x6; t7 = mul t7 c8; y9 = add x6 t7; t5 = mul t5 t5; t5 = sub t5 x10;
t5 = mul t5 c11; y12 = add x10 t5; y14 = maximum x13 y12; t5 = mul y9 c15; t7 = sqrt y14; t7 = add t7 c16; t7 = div t5 t7; y17 = sub t2 t7

# adamax, weightDecay 0.01, globalClipnorm 1
t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t7 = sub t5 x6; t7 = mul t7 c8; y9 = add x6 t7; t5 = abs t5; t7 = mul c10 x11;
y12 = maximum t7 t5; t7 = mul c13 y9; t5 = add y12 c14; t5 = div t7 t5; y15 = sub t2 t5

# ftrl, weightDecay 0.01, globalClipnorm 1
t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t6 = mul t5 t5; t8 = sqrt x7; y9 = add x7 t6; t6 = sqrt y9; t8 = sub t6 t8; t8 = mul t8 c10;
t8 = mul t8 t2; t8 = sub t5 t8; y12 = add x11 t8; t8 = neg y12; t8 = mul t8 c13; t6 = add t6 c14; y15 = div t8 t6

# lion, weightDecay 0.01, globalClipnorm 1
t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t7 = mul t5 c6; t10 = mul x8 c9; t10 = add t10 t7; t10 = sign t10; t10 = mul c11 t10;
y12 = sub t2 t10; t5 = mul t5 c13; t10 = mul x8 c14; y15 = add t10 t5

# nadam, weightDecay 0.01, globalClipnorm 1
t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t7 = sub t5 x6; t7 = mul t7 c8; y9 = add x6 t7; t7 = mul t5 t5; t7 = sub t7 x10;
t7 = mul t7 c11; y12 = add x10 t7; t7 = mul c13 y9; t5 = mul c14 t5; t5 = add t7 t5; t7 = sqrt y12; t7 = add t7 c15; t7 = div t5 t7;
y16 = sub t2 t7

# rmsprop, weightDecay 0.01, globalClipnorm 1
t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t6 = mul t5 t5; t6 = mul c7 t6; t10 = mul c8 x9; y11 = add t10 t6; t5 = mul c12 t5;
t10 = add y11 c13; t10 = sqrt t10; t10 = div t5 t10; y14 = sub t2 t10

# rmsprop, momentum 0.9, weightDecay 0.01, globalClipnorm 1
t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t6 = mul t5 t5; t6 = mul c7 t6; t10 = mul c8 x9; y11 = add t10 t6; t5 = mul c12 t5;
t10 = add y11 c13; t10 = sqrt t10; t10 = div t5 t10; t5 = mul c14 x15; y16 = add t5 t10; y17 = sub t2 y16

# rmsprop, centered true, weightDecay 0.01, globalClipnorm 1
t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t6 = mul t5 t5; t6 = mul c7 t6; t10 = mul c8 x9; y11 = add t10 t6; t10 = mul c12 t5;
t6 = mul c13 x14; y15 = add t6 t10; t6 = mul y15 y15; t6 = sub y11 t6; t5 = mul c16 t5; t6 = add t6 c17; t6 = sqrt t6; t6 = div t5 t6;
y18 = sub t2 t6

# rmsprop, momentum 0.9, centered true, weightDecay 0.01, globalClipnorm 1
t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t6 = mul t5 t5; t6 = mul c7 t6; t10 = mul c8 x9; y11 = add t10 t6; t10 = mul c12 t5;
t6 = mul c13 x14; y15 = add t6 t10; t6 = mul y15 y15; t6 = sub y11 t6; t5 = mul c16 t5; t6 = add t6 c17; t6 = sqrt t6; t6 = div t5 t6;
t5 = mul c18 x19; y20 = add t5 t6; y21 = sub t2 y20

# scheduleFreeAdamW, weightDecay 0.01, globalClipnorm 1
t3 = select c0 x1 x2; t5 = mul c4 t3; t7 = mul x1 c6; t7 = sub x1 t7; t10 = mul x8 c9; t11 = mul t10 t10; t11 = sub t11 x12;
t11 = mul t11 c13; y14 = add x12 t11; t11 = sqrt y14; t11 = add t11 c15; t10 = mul c16 t10; t10 = div t10 t11; y17 = sub t3 t10;
t7 = sub t7 t5; t7 = mul c18 t7; t5 = mul c19 y17; y20 = add t7 t5

# sgd, weightDecay 0.01, globalClipnorm 1
t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t5 = mul c6 t5; y7 = sub t2 t5

# sgd, momentum 0.9, weightDecay 0.01, globalClipnorm 1
t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t5 = mul c6 t5; t9 = mul c7 x8; y10 = sub t9 t5; y11 = add t2 y10

# sgd, momentum 0.9, nesterov true, weightDecay 0.01, globalClipnorm 1
t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t5 = mul c6 t5; t9 = mul c7 x8; y10 = sub t9 t5; t9 = mul c11 y10; t9 = sub t9 t5;
y12 = add t2 t9

# batch normalization
t2 = sub x0 r1; t2 = mul t2 r3; t2 = add t2 r4; y5 = relu t2

# batch normalization
t2 = sub x0 r1; t2 = mul t2 r3; t2 = add t2 r4; t2 = relu t2; y6 = relu_d x5 t2

# batch normalization
t2 = sub r0 x1; t5 = sub x3 r4; t2 = mul t2 r6; t2 = add t5 t2; y8 = mul t2 r7

# residual blocks
t2 = sub x0 r1; t2 = mul t2 r3; t2 = add t2 r4; t2 = add x5 t2; y6 = relu t2

# residual blocks
t2 = sub x0 r1; t2 = mul t2 r3; t2 = add t2 r4; t2 = add x5 t2; t2 = relu t2; y7 = relu_d x6 t2

# residual blocks
t2 = add x0 x1; y4 = relu_d t2 x3

# transformer
y2 = mul x0 k1; t4 = mul y2 r3; y6 = add t4 r5

# transformer
t2 = mul x0 r1; y4 = mul x0 x3; y6 = mul t2 k5; y8 = mul t2 x7

# transformer
t2 = mul k0 c1; t2 = mul t2 x3; y5 = add x4 t2
`;

/** Forms, as `formOf` writes them. */
export const COMPILED_CHAINS: readonly string[] = RECORDED.trim()
  .split('\n\n')
  .map((lines) => lines.replace(/^#.*\n/, '').replaceAll('\n', ' '));
