import { defineMessages } from "@tandem/i18n";

/** The frame of the workbench and words that several of its screens use. */
export const messages = defineMessages(
  {
    title: "机器人训练", sections: "训练工作台", inbox: "收件箱", intents: "意图", versions: "版本", compare: "比较", thresholds: "阈值", experiment: "实验", figures: "指标", trial: "试聊",
    outOfScope: "范围外", noIntent: "无意图", version: "第 {n} 版", readOnly: "只读：您可以查看，但不能改动训练数据和版本。",
    "target.entry": "知识", "target.flow": "办理流程", "target.hand_over": "转人工", "target.none": "不自动处理", "cmd.group": "机器人训练", "cmd.go": "打开{name}",
    trainingNow: "正在训练第 {n} 版", "step.queued": "排队中", "step.preparing": "准备样本", "step.encoding": "计算句向量", "step.teaching": "句向量模型学习样本", secondReading: "二次阅读", "step.training": "训练", "step.testing": "在测试集上评测", "step.keeping": "保存模型",
    accuracy: "准确率", macro_f1: "宏平均 F1", in_scope: "范围内准确率", scope_recall: "范围外识别率", scope_auc: "范围外识别 AUC", test_size: "测试样本",
  },
  {
    title: "Bot training", sections: "Trainers' workbench", inbox: "Inbox", intents: "Intents", versions: "Versions", compare: "Compare", thresholds: "Thresholds", experiment: "Experiment", figures: "Figures", trial: "Playground",
    outOfScope: "Out of scope", noIntent: "No intent", version: "Version {n}", readOnly: "Read only: you can look, but not change training data or versions.",
    "target.entry": "Knowledge", "target.flow": "Flow", "target.hand_over": "Hand over", "target.none": "Nothing by itself", "cmd.group": "Bot training", "cmd.go": "Open {name}",
    trainingNow: "Training version {n}", "step.queued": "Queued", "step.preparing": "Preparing examples", "step.encoding": "Encoding sentences", "step.teaching": "Teaching the encoder", secondReading: "Second reading", "step.training": "Training", "step.testing": "Testing on the test set", "step.keeping": "Keeping the model",
    accuracy: "Accuracy", macro_f1: "Macro F1", in_scope: "In-scope accuracy", scope_recall: "Out-of-scope recall", scope_auc: "Out-of-scope AUC", test_size: "Test examples",
  },
);
